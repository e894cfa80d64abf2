/** What a gate is, as far as its soundness is measured: a policy, a server that answers, and a verdict. */
import { isFailing, type Judgement } from '../../../src/judge/verdict.ts';
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

/** Red if one check fails. Checks that could not be decided are told beside the causes. */
export function verdictOf(judged: readonly Judgement[]): GateVerdict {
  return {
    red: judged.some(({ verdict }) => isFailing(verdict)),
    causes: judged.flatMap(({ causes = [], verdict, differences }) => [
      ...causes.map(({ id, severity, title }) => ({ id, severity, title })),
      ...(verdict === 'inconclusive'
        ? [{ id: 'inconclusive', severity: 'medium', title: differences.join('; ') }]
        : []),
    ]),
  };
}
