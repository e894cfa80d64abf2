/** `corsproof explain`: the standard's decision for a case, or for a request that was given, without a browser. */
import { fstatSync, readFileSync, statSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { tellExplanation } from '../judge/explain.ts';
import { tellGiven } from '../judge/explain-given.ts';
import { loadCorpus } from '../plan/corpus.ts';
import type { CasePlan } from '../plan/types.ts';
import { printable } from '../scenario/printable.ts';
import { formatProblem } from '../scenario/problems.ts';
import { givenRequests, type Flags } from '../transcript/given.ts';
import { Unreadable, type Recorded } from '../transcript/messages.ts';
import { planGiven } from '../transcript/plan.ts';
import { readTranscript } from '../transcript/read.ts';
import { findCase } from './find-case.ts';

/** Reads what is piped; null if nothing is connected. */
type Input = () => Promise<string | null>;

const OF_REQUESTS = [
  'from',
  'request',
  'header',
  'data',
  'mode',
  'credentials',
  'cache',
  'redirect',
  'crossorigin',
  'as',
  'type',
] as const;

/**
 * `what` is a URL, the id of a case, a scenario file, or a file with a transcript; `input` reads standard input, null if
 * there is none. Prints, or says what is wrong and sets the exit code.
 */
export async function explain(
  what: string | undefined,
  flags: Flags,
  input: Input = standardInput,
): Promise<void> {
  try {
    console.log(await explanationOf(what, flags, input));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

/** The text; throws an Error that says what is wrong, where, and what mends it. */
export async function explanationOf(what: string | undefined, flags: Flags, input: Input): Promise<string> {
  if (what === undefined) return requests(undefined, flags, transcript('standard input', await input()));
  if (/\.ya?ml$/.test(what)) return cases(casesOfFile(what), what, flags);
  if (statSync(what, { throwIfNoEntry: false })?.isFile())
    return requests(undefined, flags, transcript(what, readFileSync(what, 'utf8')));
  if (/\.(har|json|http|txt)$/i.test(what) && !isUrl(what)) throw new Error(`${what} is not a file`);
  if (!isUrl(what) && flags.from === undefined) return cases(caseOfId(what), what, flags);
  // What the command line answers completely does not wait for a pipe.
  const piped = flags.responses.length > 0 ? null : await input();
  const recorded = piped === null || piped.trim() === '' ? [] : transcript('standard input', piped);
  return requests(what, flags, recorded);
}

function isUrl(text: string): boolean {
  return /^([a-z][a-z0-9+.-]*:|[/.?])/i.test(text);
}

function requests(url: string | undefined, flags: Flags, recorded: readonly Recorded[]): string {
  const told = givenRequests(url, flags, recorded).map((given) =>
    tellGiven({ via: given.via, ...planGiven(given) }).join('\n'),
  );
  return printable(told.join('\n\n\n'));
}

/** Throws Unreadable with the place. */
function transcript(place: string, text: string | null): Recorded[] {
  if (text === null)
    throw new Error(
      'nothing is given to explain (a URL, a case or a file, or pipe a transcript: explain --help)',
    );
  try {
    return readTranscript(text);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const line = error.line === undefined ? '' : `:${error.line}`;
    throw new Unreadable(`${place}${line}: ${error.message}`);
  }
}

function cases(plans: readonly CasePlan[], what: string, flags: Flags): string {
  const stray = OF_REQUESTS.find((name) => flags[name] !== undefined);
  if (stray ?? (flags.preflights.length > 0 || flags.responses.length > 0))
    throw new Error(`${what} is a case, which has its own request and answers (options are for a URL)`);
  const { via } = flags;
  const wanted = plans.filter((plan) => via === undefined || plan.via.includes(via));
  if (wanted.length === 0) throw new Error(`${what} is not run via ${via ?? 'any client'}`);
  const told = wanted.map((plan) => tellExplanation(plan, via ?? plan.via[0] ?? 'fetch').join('\n'));
  return printable(told.join('\n\n\n'));
}

function casesOfFile(file: string): CasePlan[] {
  const { plans, problems } = loadCorpus([file]);
  if (problems.length > 0) throw new Error(problems.map(formatProblem).join('\n'));
  return plans;
}

function caseOfId(id: string): CasePlan[] {
  const found = findCase(id);
  if (typeof found === 'string') throw new Error(found);
  return [found];
}

/** Null at a terminal, and where nothing is connected. */
async function standardInput(): Promise<string | null> {
  const stats = fstatSync(0);
  if (!stats.isFIFO() && !stats.isFile() && !stats.isSocket()) return null;
  return text(process.stdin);
}
