/** The exchanges of one try, found among those of its result. */
import type { ResultLine, TryLine, WireLine } from './lines.ts';

/** A runaway page sends thousands. */
const SHOWN = 12;

export interface TryWire {
  wire: WireLine[];
  /** How many exchanges are left out. */
  more: number;
}

/**
 * The exchanges that have the try's origin, method and path, with the redirects of their step; of several steps the one
 * that carries what the try says of credentials and headers. None if the result does not hold them.
 */
export function wireOfTry(attempt: TryLine, { wire }: Pick<ResultLine, 'wire'>): TryWire {
  const candidates = wire.filter((one) => isOf(attempt, one));
  const [best] = [...new Set(candidates.map(({ step }) => step))].sort(
    (a, b) => matching(attempt, candidates, b) - matching(attempt, candidates, a),
  );
  const own = wire.filter(
    (one) => one.step === best && (candidates.includes(one) || one.role === 'redirect'),
  );
  return { wire: own.slice(0, SHOWN), more: Math.max(own.length - SHOWN, 0) };
}

function isOf({ origin, method, path }: TryLine, one: WireLine): boolean {
  const asked = one.role === 'preflight' ? valueOf(one, 'access-control-request-method') : one.method;
  return asked === method && one.path === path && (one.from ?? '') === origin;
}

/** How many of the try's properties the exchanges of a step show. */
function matching(attempt: TryLine, candidates: readonly WireLine[], step: number): number {
  const own = candidates.filter((one) => one.step === step);
  const hasCookie = own.some((one) => valueOf(one, 'cookie') !== null);
  const names = new Set(
    own.flatMap(({ requestHeaders }) => [
      ...requestHeaders.map(([name]) => name.toLowerCase()),
      ...(requestHeaders.find(([name]) => isRequestHeaders(name))?.[1].split(',') ?? []),
    ]),
  );
  const headers = attempt.headers.filter((name) => names.has(name.toLowerCase()));
  return headers.length + (hasCookie === attempt.credentialRode.length > 0 ? 1 : 0);
}

function isRequestHeaders(name: string): boolean {
  return name.toLowerCase() === 'access-control-request-headers';
}

function valueOf({ requestHeaders }: WireLine, wanted: string): string | null {
  return requestHeaders.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
}
