/** Puts the lines of all workers together: results.jsonl. */
import {
  appendFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { VERDICTS, type Verdict } from '../judge/verdict.ts';
import { printableLine } from '../scenario/printable.ts';
import {
  reportLine,
  type EndLine,
  type EngineLine,
  type ReportLine,
  type ResultLine,
  type RunLine,
} from './lines.ts';

/** In the folder of a run that was interrupted. */
export const INTERRUPTED = 'interrupted';

/** A long run has many megabytes of them. */
const LINES_AT_ONCE = 500;

export interface LabLine {
  kind: 'lab';
  project: string;
  /** Milliseconds the lab was at work. */
  busy: number;
}

/** A result with the project and repeat that it belongs to. */
export type CaseLine = ResultLine & { project?: string; repeat?: number };

export interface Assembled {
  run: RunLine | null;
  engines: EngineLine[];
  results: CaseLine[];
  labs: LabLine[];
  end: EndLine;
}

/** Reads what the workers of a run wrote; `ended` is when it ended. A half-written line is left out. */
export function assemble(folder: string, ended = Date.now()): Assembled {
  const files = readdirSync(folder)
    .filter((name) => name.startsWith('worker-'))
    .sort((a, b) => workerOf(a) - workerOf(b));
  const lines = files.flatMap((name) => readLines(join(folder, name)));
  const run = (readLines(join(folder, 'run.json'))[0] as RunLine | undefined) ?? null;
  const seconds = run ? Math.round((ended - Date.parse(run.startedAt)) / 100) / 10 : 0;
  const assembled = assembleLines(run, lines, seconds);
  if (existsSync(join(folder, INTERRUPTED))) assembled.end.interrupted = true;
  return assembled;
}

/** Puts lines of workers together, whichever way they came; of one test the last result counts. */
export function assembleLines(
  run: RunLine | null,
  lines: readonly { kind: string }[],
  seconds: number,
): Assembled {
  const of = <T>(kind: string) => lines.filter((line) => line.kind === kind) as unknown as T[];
  const results = dedupe(
    of<CaseLine>('result'),
    (line) => `${line.project ?? ''} ${line.engine} ${line.id} ${line.via} ${line.repeat ?? 0}`,
  );
  const count = (verdict: Verdict) => results.filter((line) => line.verdict === verdict).length;
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, count(verdict)])) as Record<
    Verdict,
    number
  >;
  return {
    run,
    engines: enginesOf(of<EngineLine>('engine')),
    results: results.sort((a, b) =>
      a.engine === b.engine ? (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) : a.engine < b.engine ? -1 : 1,
    ),
    labs: of<LabLine>('lab'),
    end: { kind: 'end', total: results.length, ...counts, seconds },
  };
}

/** Writes results.jsonl whole or not at all. */
export function writeResults(file: string, { run, engines, results, end }: Assembled): void {
  const lines = [...(run ? [run] : []), ...engines, ...results, end];
  try {
    writeFileSync(`${file}.part`, '');
    for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
      const some = lines.slice(from, from + LINES_AT_ONCE);
      appendFileSync(`${file}.part`, some.map((line) => `${JSON.stringify(line)}\n`).join(''));
    }
    renameSync(`${file}.part`, file);
  } catch (error) {
    rmSync(`${file}.part`, { force: true });
    throw error;
  }
}

/** Thrown where a results.jsonl cannot be read; the message says where and why. */
export class UnreadableResults extends Error {
  constructor(message: string) {
    super(printableLine(message));
    this.name = 'UnreadableResults';
  }
}

/**
 * A results.jsonl that was written before; kinds of lines that are not known are left out. Throws UnreadableResults if a
 * line is not as the schema has it, or if its run did not end.
 */
export function readResults(file: string): Assembled {
  const known = new Set<unknown>(['run', 'engine', 'result', 'end']);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, index): ReportLine[] => {
      if (text.trim() === '') return [];
      const line = parsed(text);
      if (!isObject(line)) throw new UnreadableResults(`${file}:${index + 1} the line is no object in JSON`);
      if (!known.has(line['kind'])) return [];
      const read = reportLine.safeParse(line);
      if (read.success) return [read.data];
      const [issue] = read.error.issues;
      throw new UnreadableResults(
        `${file}:${index + 1} ${issue?.path.join('.') ?? 'the line'} is not as the schema has it: ${issue?.message ?? ''}`,
      );
    });
  const of = <T extends ReportLine>(kind: T['kind']) => lines.filter((line): line is T => line.kind === kind);
  const [end] = of<EndLine>('end');
  if (!end)
    throw new UnreadableResults(
      `${file} is no results.jsonl of a run that has ended: its last line is not of kind end`,
    );
  const [run = null] = of<RunLine>('run');
  return { run, engines: of<EngineLine>('engine'), results: of<CaseLine>('result'), labs: [], end };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readLines(file: string): { kind: string }[] {
  let source = '';
  try {
    source = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return linesOf(source);
}

function linesOf(source: string): { kind: string }[] {
  return source.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as { kind: string }];
    } catch {
      return [];
    }
  });
}

/** One line per browser; the worker that found its cookie policy knows more than the others. */
function enginesOf(lines: EngineLine[]): EngineLine[] {
  const informed = lines.sort(
    (a, b) => Number(a.thirdPartyCookies !== 'unknown') - Number(b.thirdPartyCookies !== 'unknown'),
  );
  const one = dedupe(informed, (line) => `${line.engine} ${line.build} ${line.version}`);
  return one.sort((a, b) => (a.engine < b.engine ? -1 : 1));
}

/** Workers are numbered as they start, so the last one knows best. */
function workerOf(file: string): number {
  return Number(/-(\d+)\.jsonl$/.exec(file)?.[1] ?? 0);
}

/** Keeps the last of each key, at the place of the first. */
function dedupe<T>(items: T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
