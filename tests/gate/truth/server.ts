/** A drawn server's answers: a pure function of its description and of one request. */
import { admits } from './decide.ts';
import type { Answered, AskedRequest, Condition, CorsSettings, ServerSpec } from './spec.ts';

type Headers = AskedRequest['headers'];

/** The answer to one request. Names of headers are compared without regard to case; nothing is remembered. */
export function answer(spec: ServerSpec, request: AskedRequest): Answered {
  const preflight = isPreflight(request);
  const cors = settingsFor(spec, request);
  const origin = valueOf(request.headers, 'origin');
  const admitted = admits(cors.decision, request.headers);
  const refused = !admitted && cors.refusal === 'forbidden' && origin !== null;
  const status = refused ? 403 : preflight ? cors.preflightStatus : statusOf(spec, request);
  return {
    status,
    headers: [
      ...(preflight ? [] : spec.sends),
      ...(status === 302 ? ([['Location', '/login']] as Headers) : []),
      ...allowOrigin(cors, admitted, origin),
      ...(admitted && cors.credentials !== 'absent' && (origin !== null || cors.allowOrigin !== 'echo')
        ? ([['Access-Control-Allow-Credentials', cors.credentials]] as Headers)
        : []),
      ...(preflight && admitted ? preflightHeaders(cors, request) : []),
      ...(!preflight && admitted ? exposeHeaders(cors) : []),
      ...(cors.vary === 'always' || (cors.vary === 'admitted' && admitted)
        ? ([['Vary', 'Origin']] as Headers)
        : []),
    ],
  };
}

/** The settings that a request meets, with the exceptions that apply to it. */
export function settingsFor(spec: ServerSpec, request: AskedRequest): CorsSettings {
  return spec.exceptions.reduce<CorsSettings>(
    (cors, { when, set }) => (applies(when, request) ? { ...cors, ...set } : cors),
    spec.cors,
  );
}

/** The first value of a header, or null. */
export function valueOf(headers: Headers, name: string): string | null {
  return headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? null;
}

function isPreflight({ method, headers }: AskedRequest): boolean {
  return method === 'OPTIONS' && valueOf(headers, 'access-control-request-method') !== null;
}

/** Whether an exception concerns a request. */
export function applies({ stage, method, header, path, cookie }: Condition, request: AskedRequest): boolean {
  const preflight = isPreflight(request);
  if (stage !== undefined && (stage === 'preflight') !== preflight) return false;
  if (path !== undefined && path !== request.path) return false;
  if (cookie && valueOf(request.headers, 'cookie') === null) return false;
  const called = preflight ? valueOf(request.headers, 'access-control-request-method') : request.method;
  if (method !== undefined && method !== called) return false;
  if (header === undefined) return true;
  return preflight
    ? askedHeaders(request).includes(header)
    : request.headers.some(([name]) => name.toLowerCase() === header);
}

function askedHeaders({ headers }: AskedRequest): string[] {
  const asked = valueOf(headers, 'access-control-request-headers') ?? '';
  return asked.split(',').map((name) => name.trim().toLowerCase());
}

function statusOf({ routes }: ServerSpec, { method, path }: AskedRequest): number {
  const route = routes.find((one) => one.path === path);
  return route ? (route.statuses[method] ?? 405) : 404;
}

function allowOrigin(
  { allowOrigin: style, listed, refusal }: CorsSettings,
  admitted: boolean,
  origin: string | null,
): Headers {
  const name = 'Access-Control-Allow-Origin';
  const [first = ''] = listed;
  if (!admitted) return refusal === 'fixed' ? [[name, first]] : refusal === 'star' ? [[name, '*']] : [];
  switch (style) {
    case 'echo':
      return origin === null ? [] : [[name, origin]];
    case 'star':
      return [[name, '*']];
    case 'fixed':
      return [[name, first]];
    case 'slash':
      return [[name, `${origin ?? first}/`]];
    case 'list':
      return [[name, [...listed, 'https://second.example.org'].slice(0, 2).join(', ')]];
    case 'twice':
      return [
        [name, origin ?? first],
        [name, origin ?? first],
      ];
  }
}

function preflightHeaders({ methods, headers, maxAge }: CorsSettings, request: AskedRequest): Headers {
  const asked = valueOf(request.headers, 'access-control-request-method') ?? '';
  const names = valueOf(request.headers, 'access-control-request-headers') ?? '';
  const written = headers === 'echo' ? names : headers === 'star' ? '*' : [headers].flat().join(', ');
  const lines: Headers = [
    [
      'Access-Control-Allow-Methods',
      methods === 'echo' ? asked : methods === 'star' ? '*' : methods.join(', '),
    ],
    ['Access-Control-Allow-Headers', headers === 'absent' ? '' : written],
    ['Access-Control-Max-Age', maxAge ?? ''],
  ];
  return lines.filter(([, value]) => value !== '');
}

function exposeHeaders({ expose }: CorsSettings): Headers {
  const value = expose === 'star' ? '*' : expose.join(', ');
  return value === '' ? [] : [['Access-Control-Expose-Headers', value]];
}
