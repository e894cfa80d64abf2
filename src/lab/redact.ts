/** Takes out of an observation of somebody's server what no report may hold: bodies, cookies, passwords. */
import type { HeaderPairs } from '../plan/types.ts';
import type { Observation } from './observation.ts';

const SECRET =
  /^(authorization|proxy-authorization|www-authenticate|.*(token|secret|password|api-?key|session).*)$/i;
const HIDDEN = '…';

export function redact(observation: Observation): Observation {
  return {
    ...observation,
    steps: observation.steps.map((step) => {
      const { body, headers } = step;
      const rest = { ...step };
      delete rest.body;
      delete rest.headers;
      delete rest.documentCookies;
      return {
        ...rest,
        ...(body === undefined ? {} : { bytes: body.length }),
        ...(headers === undefined ? {} : { headers: headers.map(([name, value]) => hide(name, value)) }),
      };
    }),
    wire: observation.wire.map((exchange) => ({
      ...exchange,
      requestBody: '',
      requestHeaders: hideAll(exchange.requestHeaders),
      responseHeaders: hideAll(exchange.responseHeaders),
    })),
  };
}

function hideAll(headers: HeaderPairs): HeaderPairs {
  return headers.map(([name, value]) => hide(name, value));
}

function hide(name: string, value: string): [string, string] {
  const lower = name.toLowerCase();
  if (lower === 'cookie')
    return [
      name,
      value
        .split(';')
        .map((pair) => `${pair.split('=')[0]?.trim() ?? ''}=${HIDDEN}`)
        .join('; '),
    ];
  if (lower === 'set-cookie') {
    const [pair = '', ...attributes] = value.split(';');
    return [name, [`${pair.split('=')[0] ?? ''}=${HIDDEN}`, ...attributes].join(';')];
  }
  if (lower === 'authorization') return [name, `${value.split(' ')[0] ?? ''} ${HIDDEN}`];
  return [name, SECRET.test(lower) && !lower.startsWith('access-control-') ? HIDDEN : value];
}
