/** The last fact that can be changed: that the engine checks at all. */
import { predict } from '../fetch/predict.ts';
import type { CasePlan, EngineName } from '../plan/types.ts';
import type { Tested } from './pairs.ts';

/** Sections that make a block one of CORS; a forbidden method or a data: URL is refused with the checks off as well. */
const CORS_SECTIONS = ['#concept-cors-check', '#cors-preflight-fetch-0'];

/**
 * Whether a case must go red in an engine whose checks are off: Chromium and WebKit then let everything through, Firefox
 * refuses every answer of another origin. What an engine lets through with its checks on proves nothing here.
 */
export function needsChecks({ plan, via }: Tested, engine: EngineName): boolean {
  if (plan.divergences.some((divergence) => divergence.engine === engine)) return false;
  return engine === 'firefox' ? isAllowedByCors({ plan, via }) : isBlockedByCors({ plan, via }, engine);
}

function isAllowedByCors({ plan, via }: Tested): boolean {
  return predict(plan, via).steps.some(({ outcome, type }) => outcome === 'allowed' && type === 'cors');
}

function isBlockedByCors({ plan, via }: Tested, engine: EngineName): boolean {
  // WebKitGTK's switch is a setting of pages: its shared and service workers go on checking.
  if (engine === 'webkit' && isOfWorker(plan)) return false;
  // Once it may read a 401, WebKitGTK asks its user for a password and waits.
  if (JSON.stringify(plan.routes).includes('www-authenticate')) return false;
  return predict(plan, via).steps.some(
    ({ index, outcome, decidedBy }) =>
      outcome === 'blocked' &&
      CORS_SECTIONS.some((section) => decidedBy.link.endsWith(section)) &&
      !mayBeAllowed(plan, index),
  );
}

function isOfWorker({ from, steps }: CasePlan): boolean {
  const answered = steps.some((step) => step.kind === 'request' && step.request.worker !== undefined);
  return answered || /^(shared|service)-worker$/.test(from.context);
}

/** A response that is stored blocks; where an engine has none, it may ask again and be allowed. */
function mayBeAllowed({ steps }: CasePlan, index: number): boolean {
  const step = steps[index];
  return step?.kind === 'request' && step.expect.evicted?.outcome === 'allowed';
}
