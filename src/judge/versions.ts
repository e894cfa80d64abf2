/** Version ranges such as `>=150 <160`, over dotted numbers of any length. */

/** Whether `version` lies in `range`; no range holds every version. */
export function inRange(version: string, range: string | undefined): boolean {
  if (range === undefined) return true;
  return range
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => {
      const [, operator = '=', bound = ''] = /^(>=|<=|>|<|=)?(.+)$/.exec(part) ?? [];
      const order = compare(version, bound);
      if (operator === '=') return order === 0 || version.startsWith(`${bound}.`);
      if (operator === '>=') return order >= 0;
      if (operator === '<=') return order <= 0 || version.startsWith(`${bound}.`);
      return operator === '>' ? order > 0 : order < 0;
    });
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < Math.max(left?.length ?? 0, right?.length ?? 0); i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
