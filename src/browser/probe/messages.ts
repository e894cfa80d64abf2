/** What the lab sends to the probe and what the probe sends back. */
import type { BodyPlan, Client, HeaderPairs, RequestPlan, WorkerPlan } from '../../plan/types.ts';

export type ProbeRequest = RequestPlan & { body?: BodyPlan };

/** What the service worker of a controlled frame is told before a call. */
export interface WorkerInstruction {
  /** In the URL of all that belongs to the case. */
  key: string;
  /** The URL whose request is answered so; others of the case are not handled. */
  url: string;
  answer: WorkerPlan;
}

export type ProbeStep =
  | {
      kind: 'request';
      request: ProbeRequest;
      /** URLs to call after a block, or always if `fence` is set. */
      fences: string[];
      fence: boolean;
      /** URLs to call before the fence, where the client does not tell when its call has ended. */
      settle: string[];
      documentCookies: boolean;
      /** Another client than the case's. */
      via?: Client;
      worker?: WorkerInstruction;
    }
  | { kind: 'wait'; maxAge: number };

export interface ProbeCase {
  key: string;
  via: Client;
  steps: ProbeStep[];
  /** Milliseconds for one step. */
  limit: number;
  /** URL that is called first, where the traffic of a lane is that of one case at a time. */
  begin?: string;
  /** Key of the case after it, which its last fence may begin as well: one request less for each. */
  then?: string;
}

/** What script saw of one step. */
export interface StepReport {
  outcome: 'allowed' | 'blocked' | 'opaque' | 'timeout' | 'waited' | 'reloaded' | 'harness-error';
  type?: string;
  status?: number;
  statusText?: string;
  url?: string;
  redirected?: boolean;
  headers?: HeaderPairs;
  body?: string;
  /** Length of a body that is not kept. */
  bytes?: number;
  error?: string;
  message?: string;
  /** Of a `harness-error`: the feature that this engine lacks. */
  unsupported?: string;
  events?: string[];
  readyState?: number;
  documentCookies?: string;
  /** What the service worker saw of the call, each `METHOD mode`. */
  worker?: string[];
  ms?: number;
}

export interface ProbeReport {
  key: string;
  steps: StepReport[];
}

/** What `corsproof.start` returns: nothing, or why the caller cannot be made. */
export interface StartReport {
  /** The feature that this engine lacks. */
  unsupported?: string;
  error?: string;
}

/** One visit, as `corsproof.start` takes it. */
export interface ProbeVisit {
  caller: { context: string; probeUrl: string; frameUrl: string; controllerUrl?: string; name: string };
  cases: ProbeCase[];
  lanes: number;
}
