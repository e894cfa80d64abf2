/** The target of a policy -> what is started, or located problems. */
import { dirname, resolve } from 'node:path';
import type { TargetPlan, TargetStart } from '../plan/target.ts';
import type { DocumentPath, ReportProblem } from '../scenario/problems.ts';
import { whyNoOrigin } from './origins.ts';
import type { PolicyTarget } from './schema.ts';

/** Seconds. */
const READY_TIMEOUT = 30;
const STARTS = ['command', 'module', 'nginx', 'apache', 'caddy', 'haproxy', 'url'] as const;

/** Plans the target of a policy whose absolute or relative path is `file`; what is wrong is reported. */
export function planTarget(target: PolicyTarget, file: string, report: ReportProblem): TargetPlan {
  const at: DocumentPath = ['target'];
  const folder = dirname(resolve(file));
  const cwd = resolve(folder, target.cwd ?? '.');
  const wrong = whyNoOrigin(target.origin);
  if (wrong) report([...at, 'origin'], wrong.message, wrong.hint);
  else if (target.origin.includes('*')) report([...at, 'origin'], 'the origin of the target is a pattern');
  const given = STARTS.filter((kind) => target[kind] !== undefined);
  if (given.length !== 1)
    report(
      at,
      given.length === 0
        ? 'nothing says what the target is'
        : `${given.join(' and ')} both say what the target is`,
      `give one of ${STARTS.join(', ')}`,
    );
  const [kind = 'command'] = given;
  const start = startOf(kind, target[kind] ?? '', cwd);
  if (start.kind === 'url') checkUrl(start.url, target.external === true, report);
  if (target.upstream && !['nginx', 'apache', 'caddy', 'haproxy'].includes(kind))
    report([...at, 'upstream'], `an upstream stands behind a web server, and the target is a ${kind}`);
  const upstream = target.upstream && planUpstream(target.upstream, cwd, report);
  const {
    path = '/',
    status,
    timeout = READY_TIMEOUT,
  } = typeof target.ready === 'string' ? { path: target.ready } : (target.ready ?? {});
  return {
    origin: target.origin,
    start,
    ...(upstream ? { upstream } : {}),
    cwd,
    env: Object.fromEntries(Object.entries(target.env ?? {}).map(([name, value]) => [name, String(value)])),
    ready: { path, timeout, ...(status === undefined ? {} : { status }) },
    ...(target.pace === undefined ? {} : { pace: target.pace }),
  };
}

function startOf(kind: (typeof STARTS)[number], value: string, cwd: string): TargetStart {
  switch (kind) {
    case 'command':
      return { kind, command: value };
    case 'module':
      return { kind, module: resolve(cwd, value) };
    case 'url':
      return { kind, url: value };
    default:
      return { kind, config: resolve(cwd, value) };
  }
}

function planUpstream(
  { command, module }: NonNullable<PolicyTarget['upstream']>,
  cwd: string,
  report: ReportProblem,
): TargetStart | undefined {
  if ((command === undefined) === (module === undefined))
    report(['target', 'upstream'], 'an upstream is either a command or a module');
  if (command !== undefined) return startOf('command', command, cwd);
  return module === undefined ? undefined : startOf('module', module, cwd);
}

function checkUrl(text: string, external: boolean, report: ReportProblem): void {
  const path: DocumentPath = ['target', 'url'];
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    report(path, `${text} is not an http or https URL`, 'for example http://127.0.0.1:3000');
    return;
  }
  const { hostname, username, password } = new URL(text);
  if (username !== '' || password !== '')
    report(
      path,
      'the url holds a user name or a password, which the request of a page never does',
      'leave them out; a policy file is no place for secrets',
    );
  // Addresses of 127.0.0.0/8 are serialised with four numbers; a name may begin with any of them.
  const loopback = /^127(\.\d+){3}$|^\[::1\]$|(^|\.)localhost$/.test(hostname);
  if (!loopback && !external)
    report(
      path,
      `${hostname} is not on this machine, and its checks include requests of hostile pages`,
      'add external: true if it is yours to test',
    );
}
