/** The one merge of the language: maps by key, lists and scalars replace, null removes. */

export type Data = Record<string, unknown>;

export function isMap(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Merges `over` into `base` and returns a new value; a null in `over` stays as null until `prune`. */
export function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isMap(base) || !isMap(over)) return over;
  const merged: Data = Object.assign(Object.create(null) as Data, base);
  for (const [key, value] of Object.entries(over)) merged[key] = merge(merged[key], value);
  return merged;
}

export function mergeAll(...layers: unknown[]): unknown {
  return layers.reduce((base, over) => merge(base, over), undefined);
}

/** Maps in which a null says something of its own: no such header line, "absent" on the wire. */
const NULL_SPEAKS = new Set(['headers', 'sends']);

/** Drops every null of a merged map, which is how a default is taken away. */
export function prune(value: unknown): unknown {
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([key, inner]) => [key, NULL_SPEAKS.has(key) ? inner : prune(inner)]),
  );
}
