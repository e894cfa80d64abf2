/** The CORS headers of one answer of a target, as they stand on the wire. */
import { ALLOW_CREDENTIALS, ALLOW_ORIGIN } from '../fetch/cors-headers.ts';
import { linesOf } from '../fetch/header-list.ts';
import type { HeaderPairs } from '../plan/types.ts';
import type { Finding } from './findings.ts';

/** Why the CORS headers of an answer are not well formed; empty if they are. */
export function malformations(headers: HeaderPairs): Finding[] {
  const origins = linesOf(headers, ALLOW_ORIGIN);
  const credentials = linesOf(headers, ALLOW_CREDENTIALS);
  return [
    ...ofOrigin(origins),
    ...ofCredentials(credentials),
    ...(origins[0] === '*' && credentials.includes('true') ? [DEAD] : []),
  ];
}

const ONE_PLACE = 'let one place set it: the application or the proxy in front of it, not both';

const DEAD: Finding = {
  message:
    'Access-Control-Allow-Origin is * beside Access-Control-Allow-Credentials: true, which admits nobody with credentials',
  severity: 'low',
  fix: 'answer with the origin that asks if it is on your list, or leave Access-Control-Allow-Credentials out',
};

function ofOrigin(lines: readonly string[]): Finding[] {
  const [origin] = lines;
  if (origin === undefined) return [];
  const is = `Access-Control-Allow-Origin is ${origin === '' ? 'empty' : origin}`;
  if (lines.length > 1)
    return [
      {
        message: `Access-Control-Allow-Origin stands ${lines.length} times (${lines.join(' and ')}), which no browser accepts`,
        severity: 'high',
        fix: ONE_PLACE,
      },
    ];
  if (/[,\s]/.test(origin))
    return [
      {
        message: `Access-Control-Allow-Origin is a list (${origin}), which no browser accepts`,
        severity: 'high',
        fix: 'answer with the one origin that asks, if it is on your list, and with Vary: Origin',
      },
    ];
  if (origin === '*' || origin === 'null') return [];
  if (origin.includes('*'))
    return [
      {
        message: `${is}, a pattern, which browsers compare letter by letter`,
        severity: 'high',
        fix: 'answer with the one origin that asks, if it matches, and with Vary: Origin',
      },
    ];
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(origin))
    return [
      {
        message: `${is}, which is no origin`,
        severity: 'low',
        fix: 'leave the header out where nobody is allowed',
      },
    ];
  if (!/^https?:/i.test(origin) || !URL.canParse(origin) || new URL(origin).origin === origin) return [];
  return [
    {
      message: `${is}, which is no serialised origin and matches none`,
      severity: 'high',
      fix: `write ${new URL(origin).origin}`,
    },
  ];
}

function ofCredentials(lines: readonly string[]): Finding[] {
  const name = 'Access-Control-Allow-Credentials';
  if (lines.length > 1)
    return [
      {
        message: `${name} stands ${lines.length} times, and is no longer true to a browser`,
        severity: 'high',
        fix: ONE_PLACE,
      },
    ];
  return lines
    .filter((value) => value !== 'true')
    .map((value) => ({
      message: `${name} is ${value}, and only true in lower case means anything`,
      severity: value.toLowerCase() === 'true' ? 'high' : 'low',
      fix: value.toLowerCase() === 'true' ? 'write true' : 'leave the header out',
    }));
}
