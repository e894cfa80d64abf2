/** Cuts a finding down to the smallest scenario in which the engine still differs in the same way. */
import type { Runner } from '../lab/visits.ts';
import { runBatch, type Finding } from './batch.ts';
import { caseOf, isFit, type ExploredCase } from './case.ts';
import { smaller } from './smaller.ts';

/** Candidates that share a visit: as many as are in flight at once. */
const TOGETHER = 24;
const MAX_ROUNDS = 80;

let counter = 0;

/** Each round runs what is a little smaller, many at once, and goes on with the smallest that still differs. */
export async function shrink(runner: Runner, finding: Finding, signal?: AbortSignal): Promise<Finding> {
  let best = finding;
  for (let round = 0; round < MAX_ROUNDS && signal?.aborted !== true; round += 1) {
    const next = await smallestThatDiffers(runner, best);
    if (!next) return best;
    best = next;
  }
  return best;
}

async function smallestThatDiffers(runner: Runner, best: Finding): Promise<Finding | null> {
  const candidates = [...candidatesOf(best)];
  for (let start = 0; start < candidates.length; start += TOGETHER) {
    const { findings } = await runBatch(runner, candidates.slice(start, start + TOGETHER));
    const alike = findings.filter(
      (found) => found.known === null && signatureOf(found) === signatureOf(best),
    );
    const [next] = alike.sort((a, b) => sizeOf(a) - sizeOf(b));
    if (next) return next;
  }
  return null;
}

function sizeOf({ case: { draft } }: Finding): number {
  return JSON.stringify(draft).length;
}

function* candidatesOf(best: Finding): Generator<ExploredCase> {
  const known = new Set([JSON.stringify(best.case.draft)]);
  for (const draft of smaller(best.case.draft)) {
    const key = JSON.stringify(draft);
    if (known.has(key)) continue;
    known.add(key);
    const made = caseOf(draft, `s${++counter}`);
    if (isFit(made)) yield made;
  }
}

/** What kind of difference it is, without the values in which two cases of one cause differ. */
export function signatureOf({ deviation, judgement }: Finding): string {
  if (!deviation) return judgement.differences.map((text) => text.split(' is ')[0]).join(', ');
  const { kind, expected, seen } = deviation;
  const plain = (text: string) =>
    /^(nothing|allowed|blocked|opaque|absent|null)$/.test(text) ? text : 'one';
  return `${kind}: ${plain(seen)}, not ${plain(expected)}`;
}
