/** One case while it runs, and the observation that it becomes. */
import type { WireRecord } from '../../servers/wire.ts';
import type { StepReport } from '../browser/probe/messages.ts';
import { failureOfStep, type HarnessFailure, type Observation } from './observation.ts';
import { redact, secretsOf } from './redact.ts';
import { segmentsOf, withoutToken, type Segment } from './prepare.ts';
import type { Entry } from './visits.ts';

export interface Running {
  entry: Entry;
  token: string;
  attempt: number;
  segments: Segment[];
  steps: StepReport[];
  started: number;
  console: string[];
  /** Whether its observation has been handed out. */
  finished: boolean;
}

let counter = 0;

/** A fresh token for every case, client and attempt, so that a rerun cannot mix with old traffic. */
export function begin(entry: Entry, attempt: number, token = freshToken()): Running {
  const segments = segmentsOf(entry.plan, entry.via, token);
  return {
    entry,
    token,
    attempt,
    segments,
    steps: [],
    started: performance.now(),
    console: [],
    finished: false,
  };
}

function freshToken(): string {
  const random = Math.random().toString(36).slice(2, 6).padEnd(4, '0');
  return `t${(++counter).toString(36)}x${random}`;
}

/** Puts both sides together, without tokens. `failure` says why the run was cut off, if it was. */
export function observe(one: Running, record: WireRecord | undefined, failure?: HarnessFailure): Observation {
  const { token, entry, steps } = one;
  const clean = <T>(value: T): T => JSON.parse(withoutToken(JSON.stringify(value), token)) as T;
  // Of a check, each try has a step of its own, and says itself what it lacks.
  const ofSteps = entry.plan.check
    ? undefined
    : steps.map((step) => failureOfStep(step, entry.plan.limit)).find(Boolean);
  const known = failure ?? ofSteps;
  const observation: Observation = {
    test: entry.test,
    attempt: one.attempt,
    steps: clean(steps),
    wire: clean(record?.exchanges ?? []),
    fences: record?.fences ?? [],
    console: clean(one.console),
    ...(known ? { failure: clean(known) } : {}),
    ms: Math.round(performance.now() - one.started),
  };
  return entry.plan.check ? redact(observation, secretsOf([entry.plan])) : observation;
}
