/** Sentences for what is missing: the only place that words a failure of the harness. */
import type { StepReport } from '../browser/probe/messages.ts';
import type { HarnessFailure } from '../lab/observation.ts';
import type { MissingEvidence } from './evidence.ts';

/** Why a run gave no evidence, in a sentence. */
export function describeFailure(failure: HarnessFailure): string {
  switch (failure.code) {
    case 'page-not-loaded': {
      const { origin, landedAt, message } = failure;
      const why = landedAt === null ? message : `the browser is at ${landedAt}`;
      return `the page of ${origin} did not load${why === undefined ? '' : `: ${why}`}`;
    }
    case 'unsupported': {
      const { feature, message } = failure;
      return `this engine has no ${feature}${message === undefined ? '' : `: ${message}`}`;
    }
    case 'timeout':
      return `the call did not end within ${failure.limitMs} ms`;
    case 'silent':
      return `the page gave no result for ${seconds(failure.limitMs)} s`;
    case 'launch':
      return `${failure.message}\nnpx corsproof doctor says which engines start.`;
    case 'not-run':
      return `not run within ${seconds(failure.limitMs)} s; the machine may be overloaded\nhint: run with fewer workers, or set a longer timeout in playwright.config.ts`;
    case 'probe':
    case 'engine':
    case 'target':
      return failure.message;
  }
}

/** What a step report says beside its outcome; undefined if it says nothing. */
export function describeStep({ unsupported, message }: StepReport): string | undefined {
  if (unsupported === undefined) return message;
  return describeFailure({
    code: 'unsupported',
    feature: unsupported,
    ...(message === undefined ? {} : { message }),
  });
}

/** What evidence is missing for a verdict, in a sentence. */
export function describeMissing(missing: MissingEvidence): string {
  switch (missing.code) {
    case 'failure':
      return describeFailure(missing.failure);
    case 'target-failed':
      return missing.message;
    case 'no-fence':
      return `the page saw a failure, and nothing proves that the servers could be reached: no fence arrived at ${missing.server}`;
    case 'not-answered':
      return `${missing.method} ${missing.url} arrived and was not answered`;
    case 'preflight-cached':
      return 'no preflight was seen: the browser still held the answer to an earlier one';
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
