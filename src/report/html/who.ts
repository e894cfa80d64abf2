/** The tries of one rule -> who may do what: origins as rows, methods as columns. */
import { CONTROL_CLASS } from '../../plan/check.ts';
import type { CaseLine } from '../assemble.ts';
import { groupBy } from '../group.ts';
import type { TryLine } from '../lines.ts';
import { engineWithVersion } from '../places.ts';
import { FAMILY_TITLES, familyOf, REFUSED } from './families.ts';
import type { Permission, WhoFamily, WhoRow } from './types.ts';

/** Questions that ask who may call; the others ask about headers, caches and errors. */
const ASKING = new Set(['works', 'refused', 'hostile']);

const TRUSTED = 'Trusted by the policy';

interface Tried {
  attempt: TryLine;
  engine: string;
}

/** One family after the other, the trusted origins first; rows of a family that say the same are one. */
export function whoMay(results: readonly CaseLine[], methods: readonly string[]): WhoFamily[] {
  const tried = results
    .filter(({ check = '' }) => ASKING.has(check))
    .flatMap((line) => (line.tries ?? []).map((attempt) => ({ attempt, engine: engineWithVersion(line) })))
    .filter(({ attempt }) => attempt.class !== CONTROL_CLASS);
  const [trusted, hostile] = [tried.filter(isTrusted), tried.filter((one) => !isTrusted(one))];
  const families = groupBy(hostile, ({ attempt }) => familyOf(attempt.class));
  return [
    {
      title: TRUSTED,
      rows: rowsOf(trusted, ({ attempt }) => attempt.origin, methods).map((row) => ({ ...row, classes: [] })),
    },
    ...FAMILY_TITLES.map((title) => {
      const rows = rowsOf(families.get(title) ?? [], classKey, methods);
      return { title, rows: [...groupBy(rows, ({ cells }) => JSON.stringify(cells)).values()].map(joinRows) };
    }),
  ].filter(({ rows }) => rows.length > 0);
}

/** How many permissions of a table are not as the policy says. */
export function countDifferences(families: readonly WhoFamily[]): number {
  const rows = families.flatMap((family) => family.rows);
  return rows.reduce(
    (total, { classes, cells }) =>
      total +
      Math.max(classes.length, 1) * cells.filter((cell) => cell.some(({ differs }) => differs)).length,
    0,
  );
}

function isTrusted({ attempt }: Tried): boolean {
  return attempt.class === 'trusted';
}

/** Origins that the policy refuses by name have a row each. */
function classKey({ attempt }: Tried): string {
  return familyOf(attempt.class) === REFUSED ? `refused ${attempt.origin}` : attempt.class;
}

function rowsOf(
  tried: readonly Tried[],
  keyOf: (one: Tried) => string,
  methods: readonly string[],
): WhoRow[] {
  return [...groupBy(tried, keyOf).values()].map((own) => ({
    classes: [...new Set(own.map(({ attempt }) => attempt.class))],
    origins: [...new Set(own.map(({ attempt }) => attempt.origin))].slice(0, 3),
    cells: methods.map((method) => permissionsOf(own.filter(({ attempt }) => attempt.method === method))),
  }));
}

function joinRows(rows: readonly WhoRow[]): WhoRow {
  const cells = rows[0]?.cells ?? [];
  return {
    classes: rows.flatMap((row) => row.classes),
    origins: [...new Set(rows.flatMap((row) => row.origins))].slice(0, 3),
    cells,
  };
}

type Mode = TryLine['credentials'];

/** What the tries of one cell show, without credentials and with them; nothing if there were none. */
function permissionsOf(tried: readonly Tried[]): Permission[] {
  const modes = groupBy(tried, ({ attempt }) => attempt.credentials);
  const single = [...modes].flatMap(([mode, own]) => permissionsOfMode(mode, own));
  return [
    ...groupBy(single, ({ state, differs, status, engines }) =>
      JSON.stringify([state, differs, status, engines]),
    ).values(),
  ].flatMap((alike) => {
    const [first] = alike;
    return first ? [{ ...first, modes: alike.flatMap((one) => one.modes) }] : [];
  });
}

/** One for all engines if they agree. */
function permissionsOfMode(mode: Mode, tried: readonly Tried[]): Permission[] {
  const engines = [...groupBy(tried, ({ engine }) => engine)].map(([engine, own]) => ({
    engine,
    worst: worstOf(own.map(({ attempt }) => seenIn(attempt))),
  }));
  const groups = [...groupBy(engines, ({ worst }) => JSON.stringify(worst)).values()];
  return groups.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const only = groups.length > 1 ? group.map(({ engine }) => engine) : [];
    return [{ ...first.worst, modes: [mode], engines: only }];
  });
}

type Seen = Pick<Permission, 'state' | 'differs' | 'status'>;

/** A difference decides, then what is evidence. */
function worstOf(seen: readonly Seen[]): Seen {
  return (
    seen.find(({ differs }) => differs) ??
    seen.find(({ state }) => state !== 'unknown') ??
    seen[0] ?? { state: 'unknown', differs: false, status: null }
  );
}

function seenIn({ outcome, expected, cause, carriedOut, status }: TryLine): Seen {
  if (outcome === 'no-answer' || outcome === 'no-page')
    return { state: 'unknown', differs: false, status: null };
  if (outcome === 'allowed') {
    const asDeclared = expected === 'allowed';
    const isWrong = asDeclared && cause !== null;
    return { state: 'allowed', differs: !asDeclared || isWrong, status: isWrong ? status : null };
  }
  if (expected === 'blocked' && carriedOut && cause === 'cross-site-post')
    return { state: 'carried-out', differs: true, status: null };
  return { state: 'refused', differs: expected === 'allowed', status: null };
}
