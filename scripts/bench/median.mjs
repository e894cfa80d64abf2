/** The middle one of `numbers`; the upper of two. */
export function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** What `measure` resolves with in so many rounds, one after another, and the median of each of its figures. */
export async function rounds(count, measure) {
  const all = [];
  for (let round = 1; round <= count; round++) all.push(await measure(round));
  const names = Object.keys(all[0]);
  return Object.fromEntries(names.map((name) => [name, median(all.map((figures) => figures[name]))]));
}
