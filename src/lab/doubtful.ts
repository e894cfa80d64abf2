/** Whether what pages saw of a check may be the doing of the run: then it is worth another run, in a context of its own. */
import type { Observation, PageRun } from './observation.ts';

/** A cookie that the target has set itself: those of the lab begin with `corsproof-`. */
const COOKIE = /(?:^|;\s*)(?!corsproof-)[^=;\s]+=/;

/**
 * A page was cut off, a call had no answer or was never sent though the policy allows it (a cache may have answered), or a
 * cookie that the target set in an earlier check went along. What the plain client and a page have both seen is certain.
 */
export function isDoubtful({ failure, checked }: Observation): boolean {
  return failure !== undefined || (checked?.pages.some(isDoubtfulPage) ?? false);
}

function isDoubtfulPage({ tries, observation: { failure, steps, wire } }: PageRun): boolean {
  if (failure && failure.code !== 'page-not-loaded') return true;
  if (failure) return false;
  const sent = new Set(wire.map(({ step }) => step));
  const unsent = tries.some(({ expected }, index) => expected === 'allowed' && !sent.has(index));
  const cutOff =
    steps.length < tries.length ||
    steps.some(({ outcome }) => outcome === 'timeout' || outcome === 'harness-error');
  const unanswered = wire.some((exchange) => exchange.failed !== undefined);
  return (
    unsent ||
    cutOff ||
    unanswered ||
    wire.some(({ requestHeaders }) =>
      requestHeaders.some(([name, value]) => name.toLowerCase() === 'cookie' && COOKIE.test(value)),
    )
  );
}
