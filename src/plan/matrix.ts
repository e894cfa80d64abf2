/** The cells of a matrix: every combination of its axes, named by their values. */
import type { DocumentPath } from '../scenario/problems.ts';
import { describeIssues } from '../scenario/issues.ts';
import { didYouMean } from '../scenario/problems.ts';
import { from, request } from '../scenario/schema.ts';
import type { Data } from './merge.ts';

/** Axes over fields of the request, and over the caller. */
const REQUEST_AXES = [
  'method',
  'url',
  'body',
  'mode',
  'credentials',
  'cache',
  'redirect',
  'referrerPolicy',
  'keepalive',
  'crossorigin',
  'read',
];
const CALLER_AXES = ['origin', 'context', 'top'];

export interface Cell {
  /** `axis=value` in the order of the axes. */
  names: string[];
  values: Record<string, unknown>;
  request?: Data;
  from?: Data;
}

export function cellsOf(
  matrix: Record<string, unknown[]> | undefined,
  path: DocumentPath,
  report: (path: DocumentPath, message: string, hint?: string) => void,
): Cell[] {
  let cells: Cell[] = [{ names: [], values: {} }];
  for (const [axis, values] of Object.entries(matrix ?? {})) {
    const at = [...path, 'matrix', axis];
    const known = [...REQUEST_AXES, ...CALLER_AXES];
    if (!known.includes(axis)) report(at, `${axis} is not an axis`, didYouMean(axis, known));
    if (values.length < 2)
      report(
        at,
        `the axis ${axis} has ${values.length === 1 ? 'one value' : 'no values'}`,
        'write it into the request, or add values',
      );
    const odd = values.find((value) => typeof value === 'object');
    if (odd !== undefined)
      report(
        at,
        `the axis ${axis} has a value that is not a scalar`,
        'use each: for variants of several fields',
      );
    const right = known.includes(axis) ? values.filter(isRight) : values;
    const slugs = values.map((value) => slug(value));
    const twice = slugs.find((name, i) => slugs.indexOf(name) !== i);
    if (twice !== undefined)
      report(at, `two values of the axis ${axis} are both called ${twice}`, 'use each: and give ids');
    cells = cells.flatMap((cell) => right.map((value) => extend(cell, axis, value, slug(value))));

    /** Whether the field of the axis can have it; what is wrong is reported. */
    function isRight(value: unknown, index: number): boolean {
      const schema = CALLER_AXES.includes(axis) ? from : request;
      const read = schema.safeParse({ [axis]: value }, { reportInput: true });
      for (const { message, hint } of read.success ? [] : describeIssues(read.error.issues, schema))
        report([...at, index], `in the matrix, ${message}`, hint);
      return read.success;
    }
  }
  return cells;
}

function extend(cell: Cell, axis: string, value: unknown, name: string): Cell {
  const side = CALLER_AXES.includes(axis) ? 'from' : 'request';
  return {
    ...cell,
    names: [...cell.names, `${axis}=${name}`],
    values: { ...cell.values, [axis]: value },
    [side]: { ...cell[side], [axis]: value },
  };
}

/** What `-g` takes as it is. */
export function slug(value: unknown): string {
  return (
    String(value)
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'empty'
  );
}
