/** Policy file -> checks, or located problems; contradictions are explained. */
import { basename, dirname, resolve } from 'node:path';
import type { TargetPlan, TargetStart } from '../plan/target.ts';
import type { CasePlan } from '../plan/types.ts';
import type { Parsed } from '../scenario/parse.ts';
import type { DocumentPath, Problem, ReportProblem } from '../scenario/problems.ts';
import { checksOf } from './checks.ts';
import { matchesPattern, type PlannedRule, type PolicyContext } from './make-check.ts';
import { isTrusted, whyNoOrigin } from './origins.ts';
import type { PolicyFile, PolicyRule, PolicyTarget } from './schema.ts';

const READY_TIMEOUT = 30;
const STARTS = ['command', 'module', 'nginx', 'apache', 'caddy', 'haproxy', 'url'] as const;
const NEVER_ALLOWED = ['CONNECT', 'TRACE', 'TRACK'];

/** Expands a parsed policy. `today` (YYYY-MM-DD) is the day on which `ignore` is judged. */
export function expandPolicy(
  { file, data, locate }: Parsed<PolicyFile>,
  today: string,
): { plans: CasePlan[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const report: ReportProblem = (path, message, hint) =>
    void problems.push({ file, ...locate(path), message, ...(hint === undefined ? {} : { hint }) });
  if (!data) return { plans: [], problems };
  const target = planTarget(data.target, file, report);
  const area = basename(dirname(resolve(file)));
  const context: PolicyContext = {
    prefix: `${area}/${basename(file).replace(/\.ya?ml$/, '')}`,
    area,
    file,
    why: data.why ?? data.title,
    target,
    ignore: data.ignore ?? [],
  };
  const ids = new Set<string>();
  const plans = data.rules.flatMap((written, index) => {
    const path = ['rules', index];
    if (ids.has(written.id)) report([...path, 'id'], `the id ${written.id} stands twice`);
    ids.add(written.id);
    const planned = planRule({ ...data.defaults, ...written }, path, target, locate(path).line, report);
    return planned ? checksOf(planned, context) : [];
  });
  data.ignore?.forEach(({ check, until }, index) => {
    const path = ['ignore', index];
    if (!plans.some(({ id }) => matchesPattern(check, id)))
      report([...path, 'check'], `${check} matches no check`, 'npx corsproof list prints their ids');
    if (until < today)
      report(
        [...path, 'until'],
        `the exception for ${check} ended on ${until}`,
        'mend the server, or give a new date and reason',
      );
  });
  return { plans, problems };
}

function planTarget(target: PolicyTarget, file: string, report: ReportProblem): TargetPlan {
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

function planRule(
  written: Omit<PolicyRule, 'id'> & { id: string },
  path: DocumentPath,
  target: TargetPlan,
  line: number,
  report: ReportProblem,
): PlannedRule | null {
  const at = (field: string) => [...path, field];
  const { id, title = id, origins = 'none', methods = ['GET'], headers = [], credentials = false } = written;
  if (written.path === undefined) {
    report(path, `the rule ${id} has no path`, 'add path: /items/1');
    return null;
  }
  const listed = Array.isArray(origins) ? origins : [];
  for (const [field, list] of [
    ['origins', listed],
    ['refused', written.refused ?? []],
  ] as const) {
    for (const origin of list) {
      const wrong = whyNoOrigin(origin);
      if (wrong) report(at(field), wrong.message, wrong.hint);
      if (origin === target.origin)
        report(at(field), `${origin} is the target itself, to which CORS does not apply`, 'leave it out');
    }
  }
  for (const origin of written.refused ?? [])
    if (whyNoOrigin(origin) === null && isTrusted(origins, origin))
      report(
        at('refused'),
        `${origin} is refused here and trusted by origins`,
        'take it out of one of the two',
      );
  if (origins === 'any' && credentials)
    report(
      at('credentials'),
      'credentials with any origin would let every page of the web read what a user may read, and browsers refuse * with credentials',
      'list the origins, or leave credentials out',
    );
  for (const method of methods) {
    if (NEVER_ALLOWED.includes(method.toUpperCase()))
      report(at('methods'), `no page can send ${method}: it is a forbidden method`, 'leave it out');
    else if (method !== method.toUpperCase() && method !== 'patch')
      report(at('methods'), `the method ${method} is in lower case`, `write ${method.toUpperCase()}`);
    if (method === '*') report(at('methods'), 'the method is *', 'list the methods that pages need');
  }
  for (const header of [...headers, ...(written.expose ?? [])])
    if (header === '*')
      report(
        at(headers.includes('*') ? 'headers' : 'expose'),
        'a header is *',
        'list the headers that pages need',
      );
  if (problemsOfOrigins(listed)) return null;
  const body = typeof written.body === 'object' ? JSON.stringify(written.body.json) : (written.body ?? '{}');
  return {
    rule: {
      id,
      path: written.path,
      origins,
      methods,
      headers: headers.map((header) => header.toLowerCase()),
      credentials,
      expose: (written.expose ?? []).map((header) => header.toLowerCase()),
      ...(written['max-age'] === undefined ? {} : { maxAge: written['max-age'] }),
      ...(written.status === undefined ? {} : { status: written.status }),
    },
    title,
    line,
    errors: Object.entries(written.errors ?? {}).map(([status, where]) => [Number(status), where]),
    refused: written.refused ?? [],
    body,
  };
}

function problemsOfOrigins(origins: readonly string[]): boolean {
  return origins.some((origin) => whyNoOrigin(origin) !== null);
}
