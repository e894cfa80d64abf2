/** What was observed of one case through one client: the page's side and the wire's side, without tokens. */
import type { Exchange, Fence } from '../../servers/exchange.ts';
import type { StepReport } from '../browser/probe/messages.ts';

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
  /** Why there is no evidence, if there is none: a crash, a time-out, a page that did not load. */
  harness?: string;
  ms: number;
}
