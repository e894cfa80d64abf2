/** What was observed of one case through one client: the page's side and the wire's side, without tokens. */
import type { Exchange, Fence } from '../../servers/exchange.ts';
import type { StepReport } from '../browser/probe/messages.ts';
import type { TryPlan } from '../plan/check.ts';
import type { ServerKind } from '../screen/server-kind.ts';
import type { ScreenedMechanism } from '../screen/screen.ts';
import type { Tried } from '../screen/tried.ts';

export interface Observation {
  /** Case id and client. */
  test: string;
  /** 1 for the first run in company, 2 for the rerun alone, 3 for one in a new browser. */
  attempt: number;
  /** One report per step that was run. */
  steps: StepReport[];
  wire: Exchange[];
  fences: Fence[];
  /** Console lines that name this case. */
  console: string[];
  /** Why there is no evidence, if there is none. */
  failure?: HarnessFailure;
  /** Of a check of a target: what came of its tries. */
  checked?: Checked;
  ms: number;
}

/** What came of the tries of one check. */
export interface Checked {
  /** What the target seems to run. */
  server: ServerKind;
  /** Tries of the plain client. */
  screened: Tried[];
  /** How the server lets untrusted pages through, as the screen found it. */
  mechanisms: ScreenedMechanism[];
  pages: PageRun[];
}

/** The tries that one page made, and what was observed of them: one step for each. */
export interface PageRun {
  tries: TryPlan[];
  observation: Pick<Observation, 'steps' | 'wire' | 'fences' | 'console' | 'failure'>;
}

/** Why a run gives no evidence, as data; `describeFailure` in `judge` puts it into a sentence. */
export type HarnessFailure =
  /** The page of `origin` did not load; `landedAt` is where the browser is instead, if it says so. */
  | { code: 'page-not-loaded'; origin: string; landedAt: string | null; message?: string }
  /** The engine lacks a feature that the case needs; `message` has the engine's own words. */
  | { code: 'unsupported'; feature: string; message?: string }
  /** A call did not end. */
  | { code: 'timeout'; limitMs: number }
  /** A page that runs cases reported nothing more. */
  | { code: 'silent'; limitMs: number }
  /** What makes the calls failed: the probe in the page, or the HTTP client. */
  | { code: 'probe'; message: string }
  /** The browser or its driver failed: a crash, a lost connection, a command without an answer. */
  | { code: 'engine'; message: string }
  /** The engine could not be started. */
  | { code: 'launch'; message: string }
  /** The target did not get ready, has ended or hangs. */
  | { code: 'target'; message: string }
  /** The lab did not get to the case in time. */
  | { code: 'not-run'; limitMs: number };

/** Why a step gives no evidence; undefined if it does. `limitMs` is the time limit of its call. */
export function failureOfStep(
  { outcome, unsupported, message }: Pick<StepReport, 'outcome' | 'unsupported' | 'message'>,
  limitMs: number,
): HarnessFailure | undefined {
  if (outcome === 'timeout') return { code: 'timeout', limitMs };
  if (outcome !== 'harness-error') return undefined;
  return unsupported === undefined
    ? { code: 'probe', message: message ?? 'no reason was given' }
    : { code: 'unsupported', feature: unsupported, ...(message === undefined ? {} : { message }) };
}
