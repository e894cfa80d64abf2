/**
 * GLib's TLS reads the system's trust store anew for each connection, 140 certificates or so, which is two thirds of
 * all that WebKitGTK's network process does; and WebKit makes a connection after every preflight and block. The run's
 * certificate is not in the store, and WebDriver's `acceptInsecureCerts` has it accepted all the same.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export const TRUST_STORE = '/etc/ssl/certs/ca-certificates.crt';
const HIDE = `mount --bind /dev/null ${TRUST_STORE} && exec "$@"`;

type Command = [program: string, ...args: string[]];

let canHide: boolean | undefined;

/** The command that runs `command` with an empty trust store of its own, where the system lets us; else `command`. */
export function withoutTrustStore(command: Command): Command {
  canHide ??= existsSync(TRUST_STORE) && succeeds(hiding(['true']));
  return canHide ? hiding(command) : command;
}

function hiding(command: Command): Command {
  // Whoever is not root may mount in a user namespace only.
  const user = process.getuid?.() === 0 ? [] : ['--map-current-user', '--keep-caps'];
  return ['unshare', ...user, '--mount', '--', 'sh', '-c', HIDE, 'sh', ...command];
}

function succeeds([program, ...args]: Command): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
