/** Every draft that is a little smaller than a given one; the deepest cuts come first. */
import type { Draft } from './draft.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = (string | number)[];

/** Strings longer than this are halved before single characters are taken. */
const SHORT = 24;

/** Texts that mean nothing in part. */
const WHOLE = ['to', 'url', 'method', 'base64'];

/**
 * Works on the scenario, not on the random choices behind it: that cuts across what the generators tie together, and a
 * scenario that a person wrote can be cut down as well.
 */
export function* smaller(draft: Draft): Generator<Draft> {
  yield* withOtherClient(draft);
  yield* shorterChains(draft);
  const { area, via, ...free } = draft;
  const tree = free as unknown as Json;
  const paths = [...pathsIn(tree)];
  // A step, a route, an answer weighs more than a header: shorter paths first.
  for (const path of paths.filter(mayGo).sort((a, b) => a.length - b.length))
    yield { area, via, ...(without(tree, path) as unknown as typeof free) };
  for (const path of paths)
    for (const simple of simpler(at(tree, path), path))
      yield { area, via, ...(replaced(tree, path, simple) as unknown as typeof free) };
}

/** Routes and steps as such stay. */
function mayGo(path: Path): boolean {
  return path.length > 1 || path[0] === 'from';
}

function* withOtherClient(draft: Draft): Generator<Draft> {
  if (draft.via === 'xhr') yield { ...draft, via: 'fetch' };
}

/** A route that redirects answers as its target does. */
function* shorterChains(draft: Draft): Generator<Draft> {
  for (const [place, { redirect }] of Object.entries(draft.routes)) {
    const to = typeof redirect === 'object' ? redirect?.to : redirect;
    const next = to === undefined ? undefined : draft.routes[to];
    if (!next || to === undefined) continue;
    const rest = Object.entries(draft.routes).filter(([key]) => key !== to && key !== place);
    yield { ...draft, routes: Object.fromEntries([[place, next], ...rest]) };
  }
}

function* pathsIn(value: Json, path: Path = []): Generator<Path> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    yield here;
    yield* pathsIn(inner, here);
  }
}

/** Values that stand for the same with less. */
function* simpler(value: Json, path: Path): Generator<Json> {
  const key = path.at(-1);
  if (key === 'body' && typeof value === 'object') yield 'a';
  if (key === 'sequence' && Array.isArray(value)) return;
  if (isSequenceOnly(value)) yield Object.assign({}, ...(value.sequence as object[]).toReversed()) as Json;
  if (Array.isArray(value) && value.length === 1 && typeof value[0] === 'string') yield value[0];
  if (key === 'headers' && Array.isArray(value)) yield Object.fromEntries(value as [string, string][]);
  if (key === 'method' && value !== 'PUT') yield 'PUT';
  if (typeof value !== 'string' || WHOLE.includes(String(key))) return;
  yield* shorterTexts(value);
}

function isSequenceOnly(value: Json): value is { sequence: Json[] } {
  return (
    typeof value === 'object' && value !== null && 'sequence' in value && Object.keys(value).length === 1
  );
}

function* shorterTexts(text: string): Generator<string> {
  const lines = text.split('\r\n');
  if (lines.length > 2)
    for (const place of lines.keys()) yield lines.filter((_, index) => index !== place).join('\r\n');
  const half = Math.floor(text.length / 2);
  if (text.length > 1) yield text.slice(0, half);
  if (text.length > 1) yield text.slice(half);
  if (text.length > SHORT) {
    const quarter = Math.floor(text.length / 4);
    yield text.slice(0, -quarter);
    yield text.slice(quarter);
    yield text.slice(0, -1);
  } else
    for (let place = 0; place < text.length; place += 1) yield text.slice(0, place) + text.slice(place + 1);
}

function at(tree: Json, path: Path): Json {
  return path.reduce<Json>((value, key) => (value as Record<string | number, Json>)[key] ?? null, tree);
}

function without(tree: Json, path: Path): Json {
  return changed(tree, path, (parent, key) => {
    if (Array.isArray(parent)) return parent.filter((_, index) => index !== key);
    return Object.fromEntries(Object.entries(parent).filter(([other]) => other !== key));
  });
}

function replaced(tree: Json, path: Path, value: Json): Json {
  return changed(tree, path, (parent, key) =>
    Array.isArray(parent)
      ? parent.map((one, index) => (index === key ? value : one))
      : { ...parent, [key]: value },
  );
}

type Parent = Json[] | { [key: string]: Json };

function changed(tree: Json, path: Path, change: (parent: Parent, key: string | number) => Json): Json {
  const [key, ...rest] = path;
  const parent = tree as Parent;
  if (key === undefined) return tree;
  if (rest.length === 0) return change(parent, key);
  const inner = changed((parent as Record<string | number, Json>)[key] ?? null, rest, change);
  return Array.isArray(parent)
    ? parent.map((one, index) => (index === key ? inner : one))
    : { ...parent, [key]: inner };
}
