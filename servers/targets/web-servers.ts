/** The web servers whose configuration can be a target: how each is started in the foreground with it. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export type WebServer = 'nginx' | 'apache' | 'caddy' | 'haproxy';

export interface WebServerCommand {
  command: string;
  args: string[];
}

interface Known {
  programs: string[];
  package: string;
  args: (config: string, folder: string) => string[];
}

const KNOWN: Record<WebServer, Known> = {
  nginx: {
    programs: ['nginx'],
    package: 'nginx-light',
    args: (config, folder) => ['-p', folder, '-c', config, '-e', 'stderr', '-g', 'daemon off;'],
  },
  apache: {
    programs: ['apache2', 'httpd'],
    package: 'apache2',
    args: (config, folder) => ['-d', folder, '-f', config, '-DFOREGROUND'],
  },
  caddy: {
    programs: ['caddy'],
    package: 'caddy',
    args: (config) => ['run', '--config', config, '--adapter', 'caddyfile'],
  },
  haproxy: { programs: ['haproxy'], package: 'haproxy', args: (config) => ['-f', config, '-db'] },
};

/** Debian keeps servers where a user's PATH often does not look. */
const MORE_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

/** How `server` is started with the configuration `config` and a `folder` of its own. Throws with the command that installs it. */
export function webServerCommand(server: WebServer, config: string, folder: string): WebServerCommand {
  const { programs, args } = KNOWN[server];
  const command = programs.map(find).find((found) => found !== null);
  if (!command)
    throw new Error(
      `${server} is not installed: ${programs.join(' or ')} was not found\nhint: ${installCommand([server])}`,
    );
  return { command, args: args(config, folder) };
}

/** The command that installs web servers on Debian and its relatives. */
export function installCommand(servers: readonly WebServer[]): string {
  return `apt-get install -y --no-install-recommends ${servers.map((server) => KNOWN[server].package).join(' ')}`;
}

/** Which of the web servers are not installed. */
export function missingWebServers(servers: readonly WebServer[]): WebServer[] {
  return servers.filter((server) => !KNOWN[server].programs.some((program) => find(program) !== null));
}

function find(program: string): string | null {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...MORE_FOLDERS]) {
    const file = join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not there.
    }
  }
  return null;
}
