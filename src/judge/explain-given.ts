/** A request explained whose answers were given, or not: the same steps, and what an answer has to say that is lacking. */
import { predict, type StepPrediction } from '../fetch/predict.ts';
import type { CasePlan, Client } from '../plan/types.ts';
import {
  section,
  summary,
  tellChange,
  tellDecisions,
  tellOutcome,
  tellRequest,
  tellTraffic,
} from './prediction-words.ts';

export interface GivenCase {
  plan: CasePlan;
  via: Client;
  /** What was taken for granted. */
  notes: readonly string[];
  /** Names of the headers of the answers, in lower case. */
  answered: ReadonlySet<string>;
}

/** What the standard says of the only step of the plan, line by line. */
export function tellGiven({ plan, via, notes, answered }: GivenCase): string[] {
  const [step] = plan.steps;
  const [prediction] = predict(plan, via).steps;
  if (step?.kind !== 'request' || !prediction) throw new Error('there is no request to explain');
  const open = isOpen(prediction);
  const verdict = open ? 'depends on an answer that is not given' : summary(prediction);
  const request = tellRequest(plan, via, step);
  const sections = [
    [`${plan.id} via ${via}: ${verdict}`],
    section('Request', request),
    ...(notes.length > 0 ? [section('Notes', notes)] : []),
    ...decisionsOf(prediction, open),
    section(
      'Traffic',
      tellTraffic(prediction.wire, () => 'not given'),
    ),
    section('Outcome', tellVerdict(prediction, open, answered)),
    tellChange(plan, via, prediction, open ? 'What lets it through' : undefined),
  ];
  return sections.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

/** Whether the verdict is that on an answer which is not there. */
function isOpen({ wire, outcome }: StepPrediction): boolean {
  return outcome === 'blocked' && wire.at(-1)?.planned === false;
}

function decisionsOf(prediction: StepPrediction, open: boolean): string[][] {
  if (prediction.outcome === 'unknown') return [];
  if (!open) return [section('Decisions', tellDecisions(prediction))];
  const trace = prediction.trace.slice(0, -1);
  const decidedBy = trace.at(-1);
  return decidedBy
    ? [section('Decisions so far', tellDecisions({ ...prediction, trace, decidedBy }, ''))]
    : [];
}

function tellVerdict(prediction: StepPrediction, open: boolean, answered: ReadonlySet<string>): string[] {
  const { outcome, wire, decidedBy } = prediction;
  const last = wire.at(-1);
  if (outcome === 'unknown') return [`not predicted: ${decidedBy.step}`];
  const which = last?.preflight ? 'the preflight' : `${last?.method ?? ''} ${last?.url ?? ''}`;
  if (open) return [`open: the answer to ${which} decides`];
  if (last?.planned !== false) return tellOutcome(prediction, answered);
  return [`${outcome}, whatever the answer is, a redirect aside: no CORS check is made`];
}
