/** Edits of a tree of values: what no edit of its text would find. */
import fc from 'fast-check';
import { KEYS, NUMBERS, TEXTS } from './nasty.ts';

type Tree = unknown;

interface Edit {
  kind: 'value' | 'key' | 'add' | 'delete' | 'move';
  place: number;
  other: number;
  key: string;
  value: unknown;
}

const values = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS, ...NUMBERS, null, true, [], {}, [[]], { a: {} }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.integer({ min: 50, max: 500 }).map((depth) => nested(depth)),
);

/** One of `trees` with a few edits. */
export function editedTree(trees: readonly Tree[]): fc.Arbitrary<Tree> {
  const edit = fc.record({
    kind: fc.constantFrom('value', 'value', 'key', 'add', 'delete', 'move'),
    place: fc.nat(),
    other: fc.nat(),
    key: fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 8 })),
    value: values,
  });
  return fc
    .tuple(fc.constantFrom(...trees), fc.array(edit as fc.Arbitrary<Edit>, { minLength: 1, maxLength: 4 }))
    .map(([tree, edits]) => {
      const copy = structuredClone(tree);
      for (const one of edits) apply(copy, one);
      return copy;
    });
}

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

interface Slot {
  parent: Record<string, unknown>;
  key: string;
}

function apply(tree: Tree, { kind, place, other, key, value }: Edit): void {
  const slots = slotsOf(tree, []);
  const slot = slots[place % Math.max(1, slots.length)];
  if (!slot) return;
  const { parent } = slot;
  // A copy: what is put in twice could be put into itself.
  if (kind === 'value') put(parent, slot.key, structuredClone(value));
  else if (kind === 'add') put(parent, key, structuredClone(value));
  else if (kind === 'delete') Reflect.deleteProperty(parent, slot.key);
  else if (kind === 'move') put(parent, slot.key, structuredClone(slots[other % slots.length]?.parent));
  else {
    put(parent, key, parent[slot.key]);
    Reflect.deleteProperty(parent, slot.key);
  }
}

/** As an own property, `__proto__` too. */
function put(parent: Record<string, unknown>, key: string, value: unknown): void {
  if (Array.isArray(parent) && key === 'length') return;
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function slotsOf(tree: unknown, slots: Slot[]): Slot[] {
  if (typeof tree !== 'object' || tree === null) return slots;
  for (const key of Object.keys(tree)) {
    slots.push({ parent: tree as Record<string, unknown>, key });
    slotsOf((tree as Record<string, unknown>)[key], slots);
  }
  return slots;
}
