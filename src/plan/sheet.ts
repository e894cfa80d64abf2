/**
 * Plans as text: one to a line, and a list that says where each line is. Ten thousand of them take 15 MB as lines and
 * a hundred as objects, and a process of a run reads those alone that it is asked for.
 */
import { listCase, type ListedCase } from './listed.ts';
import type { CasePlan } from './types.ts';

export interface SheetCase extends ListedCase {
  /** The bytes of its line: from, and up to. */
  at: [from: number, to: number];
}

export interface Sheet {
  cases: SheetCase[];
  lines: Buffer;
}

export function sheetOf(plans: readonly CasePlan[]): Sheet {
  let from = 0;
  const lines = plans.map((plan) => Buffer.from(`${JSON.stringify(plan)}\n`));
  const cases = plans.map((plan, index): SheetCase => {
    const to = from + (lines[index]?.length ?? 0);
    const listed: SheetCase = { ...listCase(plan), at: [from, to] };
    from = to;
    return listed;
  });
  return { cases, lines: Buffer.concat(lines) };
}

export function joinSheets(sheets: readonly Sheet[]): Sheet {
  let before = 0;
  const cases = sheets.flatMap((sheet) => {
    const shift = before;
    before += sheet.lines.length;
    return sheet.cases.map(({ at: [from, to], ...listed }): SheetCase => ({
      ...listed,
      at: [from + shift, to + shift],
    }));
  });
  return { cases, lines: Buffer.concat(sheets.map(({ lines }) => lines)) };
}

/** The plan of one case. */
export function planAt(lines: Buffer, { at: [from, to] }: Pick<SheetCase, 'at'>): CasePlan {
  return JSON.parse(lines.toString('utf8', from, to)) as CasePlan;
}

/** Gives the plan of an id; a Map does. */
export interface PlanFinder {
  get: (id: string) => CasePlan | undefined;
}

/** Finds plans among `cases`, each made by `planOf` when it is asked for. */
export function finder(cases: readonly SheetCase[], planOf: (one: SheetCase) => CasePlan): PlanFinder {
  const listed = new Map(cases.map((one) => [one.id, one]));
  return {
    get: (id) => {
      const one = listed.get(id);
      return one && planOf(one);
    },
  };
}
