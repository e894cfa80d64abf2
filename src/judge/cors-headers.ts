/** The CORS headers of one answer of a target, as they stand on the wire. */
import type { HeaderPairs } from '../plan/types.ts';

/** All lines of a header, in order. */
export function linesOf(headers: HeaderPairs, name: string): string[] {
  return headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
}

/** The items of a list header, in lower case if `lower`. */
export function itemsOf(headers: HeaderPairs, name: string, lower = false): string[] {
  const items = linesOf(headers, name)
    .join(',')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  return lower ? items.map((item) => item.toLowerCase()) : items;
}

/** Why the CORS headers of an answer are not well formed; empty if they are. */
export function malformations(headers: HeaderPairs): { message: string; fix: string }[] {
  const problems: { message: string; fix: string }[] = [];
  const origins = linesOf(headers, 'access-control-allow-origin');
  const [origin = ''] = origins;
  if (origins.length > 1)
    problems.push({
      message: `Access-Control-Allow-Origin stands ${origins.length} times (${origins.join(' and ')}), which no browser accepts`,
      fix: 'let one place set it: the application or the proxy in front of it, not both',
    });
  else if (origin.includes(','))
    problems.push({
      message: `Access-Control-Allow-Origin is a list (${origin}), which no browser accepts`,
      fix: 'answer with the one origin that asks, if it is on your list, and with Vary: Origin',
    });
  else if (/^https?:/i.test(origin) && URL.canParse(origin) && new URL(origin).origin !== origin)
    problems.push({
      message: `Access-Control-Allow-Origin is ${origin}, which is no serialised origin and matches none`,
      fix: `write ${new URL(origin).origin}`,
    });
  for (const value of linesOf(headers, 'access-control-allow-credentials').filter((one) => one !== 'true'))
    problems.push({
      message: `Access-Control-Allow-Credentials is ${value}, and only true in lower case means anything`,
      fix: value.toLowerCase() === 'true' ? 'write true' : 'leave the header out',
    });
  if (origin === '*' && linesOf(headers, 'access-control-allow-credentials').includes('true'))
    problems.push({
      message:
        'Access-Control-Allow-Origin is * beside Access-Control-Allow-Credentials: true, which admits nobody with credentials',
      fix: 'answer with the origin that asks if it is on your list, or leave Access-Control-Allow-Credentials out',
    });
  return problems;
}
