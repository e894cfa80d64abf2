/** How the inputs of a run are shared out among what is read. */

/** Parts of the whole, by the name under which each is reported. */
const SHARES = {
  'scenario texts': 20,
  'scenario trees': 20,
  'policy texts': 8,
  'policy trees': 8,
  'piped heads': 10,
  'piped texts': 2,
  'HAR trees': 6,
  'HAR texts': 4,
  'results.jsonl trees': 8,
  'results.jsonl texts': 4,
  'HTTP into the raw server': 6,
  'HTTP into an origin server': 5,
  'HTTP into the stand-in': 4,
  'HTTP out of a target': 5,
  SOCKS: 8,
};

export type Fuzzed = keyof typeof SHARES;

export const FUZZED = Object.keys(SHARES) as Fuzzed[];

/** How many of `all` inputs are for `name`; the shares of all names come to exactly `all`. */
export function shareOf(name: Fuzzed, all: number): number {
  const parts = Object.values(SHARES);
  const total = sum(parts);
  const before = sum(parts.slice(0, FUZZED.indexOf(name)));
  return Math.round((all * (before + SHARES[name])) / total) - Math.round((all * before) / total);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
