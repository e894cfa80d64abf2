/** Null is the standard's failure: https://fetch.spec.whatwg.org/#simple-range-header-value */
export function parseSingleRangeHeaderValue(
  value: string,
  allowWhitespace: boolean,
): [start: bigint | null, end: bigint | null] | null {
  const blank = allowWhitespace ? '[\\t ]*' : '';
  const pattern = new RegExp(`^bytes${blank}=${blank}([0-9]*)${blank}-${blank}([0-9]*)$`);
  const match = pattern.exec(value);
  if (!match) return null;
  const [start = null, end = null] = match.slice(1).map((digits) => (digits === '' ? null : BigInt(digits)));
  if (start === null && end === null) return null;
  if (start !== null && end !== null && start > end) return null;
  return [start, end];
}
