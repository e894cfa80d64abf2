/** One run of `npx playwright test` on the small corpus, in processes that can be told by a mark in their environment. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EngineName } from '../../../src/browser/engine.ts';
import { cleanEnvironment, pidsWith } from '../../selftest/processes.ts';
import type { Preloaded } from './preload.mjs';

export interface Run {
  /** What the environment of all its processes holds. */
  mark: string;
  /** Where everything of it lies; its temporary folder is `tmp` in it. */
  folder: string;
  runner: ChildProcess;
  /** Resolves with its exit code, or null if a signal ended it. */
  ended: Promise<number | null>;
}

export interface RunOptions {
  engine: EngineName;
  folder: string;
  /** The value of CORSPROOF_SCENARIOS. */
  scenarios: string;
  /** What happens inside its Node processes. */
  preloaded?: Preloaded;
}

const CLI = join(import.meta.dirname, '../../../node_modules/@playwright/test/cli.js');
/** Where Playwright keeps what it has transformed: a run without it takes 10 s longer to start. */
const TRANSFORMED = join(tmpdir(), `playwright-transform-cache-${process.geteuid?.() ?? ''}`);
const PRELOAD = pathToFileURL(join(import.meta.dirname, 'preload.mjs')).href;

const NAME = `faults-${process.pid}-`;
let counter = 0;

/** Starts it, as the head of a process group. */
export function startRun({ engine, folder, scenarios, preloaded }: RunOptions): Run {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const name = `${NAME}${(counter += 1)}`;
  const args = [CLI, 'test', 'tests/corpus.spec.ts', `--project=${engine}`, '--workers=1', '--reporter=line'];
  const runner = spawn(process.execPath, [...args, `--output=${join(folder, 'output')}`], {
    env: {
      ...cleanEnvironment(),
      CORSPROOF_RUN: name,
      CORSPROOF_SCENARIOS: scenarios,
      CORSPROOF_REPORT: join(folder, 'report'),
      TMPDIR: temporary,
      PWTEST_CACHE_DIR: TRANSFORMED,
      ...(preloaded ? { NODE_OPTIONS: `--import=${PRELOAD}`, FAULT: JSON.stringify(preloaded) } : {}),
    },
    detached: true,
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => runner.once('exit', (code) => resolve(code)));
  return { mark: `CORSPROOF_RUN=${name}`, folder, runner, ended };
}

/** Ends every run that a test which failed has left under way. */
export function endRuns(): void {
  for (const pid of pidsWith(`CORSPROOF_RUN=${NAME}`)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

export interface Results {
  /** Verdicts by test. */
  verdicts: Map<string, string>;
  /** Files that hold something else than whole lines of JSON. */
  broken: string[];
  /** Of the engine, as far as it was told. */
  version: string;
  /** The last line of its results.jsonl. */
  end: { interrupted: boolean } | null;
}

/** What a run has written so far: its results.jsonl, or where it has none, the files of its workers. */
export function resultsOf(folder: string): Results {
  const report = join(folder, 'report');
  const files = existsSync(join(report, 'results.jsonl'))
    ? [join(report, 'results.jsonl')]
    : filesIn(join(report, '.run')).filter((file) => /\/worker-[^/]*\.jsonl$/.test(file));
  const results: Results = { verdicts: new Map(), broken: [], version: '', end: null };
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    try {
      for (const line of text.split('\n').slice(0, -1)) keep(JSON.parse(line) as Line);
      if (text !== '' && !text.endsWith('\n')) results.broken.push(file);
    } catch {
      results.broken.push(file);
    }
  }
  return results;

  function keep({ kind, id = '', via = '', verdict = '', version = '', interrupted = false }: Line): void {
    if (kind === 'engine') results.version = version;
    if (kind === 'end') results.end = { interrupted };
    if (kind === 'result') results.verdicts.set(`${id} via ${via}`, verdict);
  }
}

interface Line {
  kind: string;
  id?: string;
  via?: string;
  verdict?: string;
  version?: string;
  interrupted?: boolean;
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
}
