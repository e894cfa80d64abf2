/** Many inputs against one property: within a limit of time each, and of memory together. */
import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { shareOf, type Fuzzed } from './shares.ts';
import { Watchdog } from './watchdog.ts';

/** All inputs of a run; the unit tests are content with few. */
const INPUTS = Number(process.env['FUZZ_INPUTS'] ?? 1500);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
/** Milliseconds for one input, on a machine that is busy with other things. */
const INPUT_LIMIT = 5_000;
/** Bytes by which the process may grow while all inputs are run. */
const MEMORY_LIMIT = 100_000_000;

/** Milliseconds that a test of so many inputs may take. */
export const TEST_LIMIT = 60_000 + INPUTS * 100;

/**
 * Runs `check` on the share of the inputs that `name` has. Rejects with the smallest input that throws or that takes
 * longer than its limit; also if all together leave more memory in use than the limit, or have node print a warning.
 */
export async function holds<T>(
  name: Fuzzed,
  inputs: fc.Arbitrary<T>,
  check: (input: T) => Promise<void> | void,
): Promise<void> {
  const numRuns = shareOf(name, INPUTS);
  const before = inUse();
  const watchdog = new Watchdog(name, INPUT_LIMIT * 4);
  const warnings: string[] = [];
  const hear = ({ message }: Error) => void warnings.push(message);
  process.on('warning', hear);
  let slowest = 0;
  try {
    await fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        watchdog.next();
        const began = performance.now();
        await check(input);
        const took = performance.now() - began;
        slowest = Math.max(slowest, took);
        if (took > INPUT_LIMIT) throw new Error(`the input took ${Math.round(took)} ms`);
      }),
      { numRuns, seed: SEED },
    );
  } finally {
    await watchdog.stop();
    process.off('warning', hear);
  }
  // What a package says of its input to whoever runs the process: it has no place, and may be what a terminal obeys.
  if (warnings.length > 0) throw new Error(`a warning without a place: ${warnings.join('\n')}`);
  const grown = inUse() - before;
  if (grown > MEMORY_LIMIT) throw new Error(`the process has grown by ${Math.round(grown / 1e6)} MB`);
  const folder = process.env['FUZZ_REPORT'];
  const megabytes = Math.max(0, Math.round(grown / 1e6));
  if (folder !== undefined)
    writeFileSync(
      `${folder}/${name.replaceAll(' ', '-')}.json`,
      JSON.stringify({ name, inputs: numRuns, slowest: Math.round(slowest), megabytes }),
    );
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are still held when what is not has been collected. */
function inUse(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** Throws if a terminal would obey part of the text. */
export function isPrintable(text: string): void {
  const found = CONTROL.exec(text);
  if (found) throw new Error(`a control character stands in ${JSON.stringify(text.slice(0, 300))}`);
}
