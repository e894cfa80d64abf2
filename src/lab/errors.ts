/** Errors of the lab. */
import type { HarnessFailure } from './observation.ts';

/** Thrown where a run gives no evidence. Its message is the code alone: `failure` says what happened. */
export class HarnessError extends Error {
  readonly failure: HarnessFailure;

  constructor(failure: HarnessFailure, options?: ErrorOptions) {
    super(failure.code, options);
    this.name = 'HarnessError';
    this.failure = failure;
  }
}

/** The failure that something thrown stands for: of the engine, if the lab did not throw it. */
export function failureOf(error: unknown): HarnessFailure {
  return error instanceof HarnessError ? error.failure : { code: 'engine', message: text(error) };
}

/** What is said of something thrown. */
export function text(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
