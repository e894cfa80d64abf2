/** What a gate is, as far as its soundness is measured: a policy, a server that answers, and a verdict. */
import type { Answered, AskedRequest } from './spec.ts';

export interface GateVerdict {
  red: boolean;
  causes: { id: string; severity: string; title: string }[];
}

/** Asks a server whatever it likes about one policy, and says whether the server keeps to it. */
export type Gate = (
  policyText: string,
  ask: (request: AskedRequest) => Promise<Answered>,
) => Promise<GateVerdict>;
