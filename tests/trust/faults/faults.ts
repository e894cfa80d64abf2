/** The faults: what is done to a run at a moment of chance. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES, type EngineName } from '../../../src/browser/engine.ts';
import { pidsWith } from '../../selftest/processes.ts';
import type { Preloaded } from './preload.mjs';
import type { Run } from './run.ts';

/** A number from 0 up to 1, another for each key. */
export type Chance = (key: string) => number;

export interface Fault {
  name: string;
  /** Where it makes sense. */
  engines: readonly EngineName[];
  /** Where the short version has it, which has a few of each kind. */
  short: readonly EngineName[];
  /** Whether nothing is left that could report: a run that was cut off need not have all results. */
  cutsOff?: true;
  /** What must be there before it can be struck; the moment is soon after that. */
  after?: RegExp;
  /** What happens inside the run's processes; `answers` is how many a whole run has at least. */
  preloaded?: (chance: Chance, of: { engine: EngineName; answers: number; done: string }) => Preloaded;
  /** Does it from outside, and says whether there was anything to do it to. */
  strike?: (run: Run, chance: Chance, engine: EngineName) => boolean;
}

const PROGRAMS: Record<EngineName, RegExp> = {
  chromium: /chrom|headless_shell/i,
  firefox: /firefox/,
  webkit: /MiniBrowser|WebKit(Web|Network|GPU)Process|WPE/,
};
const DAY = 86_400_000;
/** Milliseconds until there is room on the disk again. */
const FULL_FOR = 3_000;
const ALL: readonly EngineName[] = ENGINES;

export const FAULTS: readonly Fault[] = [
  {
    name: 'the browser killed',
    engines: ALL,
    short: [],
    strike: (run, _, engine) => kill(mainOf(pidsOf(run, PROGRAMS[engine]))),
  },
  {
    name: 'one process of the browser killed',
    engines: ALL,
    short: [],
    strike: (run, chance, engine) => kill(pick(pidsOf(run, PROGRAMS[engine]), chance('process'))),
  },
  {
    name: 'the driver killed',
    engines: ['webkit'],
    short: ['webkit'],
    strike: (run) => kill(pidsOf(run, /WebKitWebDriver/)),
  },
  {
    name: 'the display killed',
    engines: ['webkit'],
    short: [],
    strike: (run) => kill(pidsOf(run, /Xvfb/)),
  },
  {
    name: 'the worker killed',
    engines: ALL,
    short: [],
    strike: (run) => kill(pidsOf(run, /workerProcessEntry/)),
  },
  {
    name: 'the target killed',
    engines: ALL,
    short: ['chromium'],
    after: /module-host\.js/,
    strike: (run) => kill(pidsOf(run, /module-host\.js/)),
  },
  { name: 'the disk full for a while', engines: ALL, short: ['chromium'], strike: fillDisk },
  {
    name: 'the port of the target stolen',
    engines: ALL,
    short: [],
    preloaded: (_, { done }) => ({ kind: 'port', program: 'module-host.js', done }),
  },
  {
    name: 'the port of the driver stolen',
    engines: ['webkit'],
    short: [],
    preloaded: (_, { done }) => ({ kind: 'port', program: 'WebKitWebDriver', done }),
  },
  {
    name: 'a connection reset in the middle of a head',
    engines: ALL,
    short: ['chromium'],
    preloaded: (chance, of) => ({ kind: 'reset', ...cutOf(chance, of) }),
  },
  {
    name: 'an answer that never ends',
    engines: ALL,
    short: [],
    preloaded: (chance, of) => ({ kind: 'unfinished', ...cutOf(chance, of) }),
  },
  {
    name: 'the clock jumped',
    engines: ALL,
    short: [],
    preloaded: (chance, { done }) => ({
      kind: 'clock',
      after: 500 + Math.round(chance('moment') * 5_000),
      by: Math.round((chance('jump') - 0.5) * 800 * DAY),
      done,
    }),
  },
  {
    name: 'SIGINT',
    engines: ALL,
    short: ['chromium'],
    cutsOff: true,
    // A terminal sends it to the whole group, a program to the runner alone.
    strike: (run, chance) =>
      signal(chance('group') < 0.5 ? -(run.runner.pid ?? 0) : (run.runner.pid ?? 0), 'SIGINT'),
  },
  {
    name: 'SIGKILL',
    engines: ALL,
    short: ['webkit'],
    cutsOff: true,
    strike: (run) => signal(run.runner.pid ?? 0, 'SIGKILL'),
  },
];

function cutOf(chance: Chance, { answers, done }: { answers: number; done: string }) {
  return {
    answer: Math.floor(chance('answer') * answers),
    bytes: 1 + Math.floor(chance('bytes') * 60),
    done,
  };
}

/** No file of the run's Node processes may grow beyond a size that is soon reached; later there is room again. */
function fillDisk(run: Run, chance: Chance): boolean {
  const pids = pidsOf(run, /^node\b|\/node$/).filter((pid) => !/guard-process/.test(commandOf(pid)));
  const sizes = filesIn(join(run.folder, 'report', '.run')).map(
    (file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0,
  );
  const limit = Math.max(0, ...sizes) + Math.round(chance('bytes') * 5_000);
  const done = pids.filter((pid) => limitFiles(pid, String(limit)));
  // What was started meanwhile has inherited it.
  setTimeout(() => pidsWith(run.mark).forEach((pid) => limitFiles(pid, 'unlimited')), FULL_FOR).unref();
  return done.length > 0;
}

/** Sets the soft limit of RLIMIT_FSIZE, in bytes. */
function limitFiles(pid: number, limit: string): boolean {
  return spawnSync('prlimit', [`--pid=${pid}`, `--fsize=${limit}:`]).status === 0;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Processes of a run whose program matches, or for Node's whose script. */
export function pidsOf({ mark }: Pick<Run, 'mark'>, pattern: RegExp): number[] {
  return pidsWith(mark).filter((pid) => {
    const [program = '', script = ''] = commandOf(pid).split(' ');
    return pattern.test(program) || (/\bnode$/.test(program) && pattern.test(script));
  });
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** The oldest: it has started the others. */
function mainOf(pids: readonly number[]): number[] {
  return pids.slice(0, 1);
}

function pick(pids: readonly number[], chance: number): number[] {
  return pids.slice(Math.floor(chance * pids.length)).slice(0, 1);
}

function kill(pids: readonly number[]): boolean {
  return pids.map((pid) => signal(pid, 'SIGKILL')).some(Boolean);
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return pid !== 0 && process.kill(pid, name);
  } catch {
    return false;
  }
}
