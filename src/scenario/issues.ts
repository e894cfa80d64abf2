/** Puts zod's issues into words: "X is A, not B", with the nearest valid spelling. */
import { z, type ZodType } from 'zod';
import { didYouMean } from './problems.ts';

type Issue = z.core.$ZodIssue;

export interface Described {
  path: (string | number)[];
  /** The key within `path` that is at fault, if it is not the value. */
  key?: string;
  message: string;
  hint?: string;
}

export function describeIssues(issues: readonly Issue[], schema: ZodType): Described[] {
  return issues.flatMap((issue) => describe(issue, [], schema));
}

function describe(issue: Issue, base: (string | number)[], schema: ZodType): Described[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  const subject = path.length === 0 ? 'the file' : nameOf(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path,
        key,
        message: `${key} is not a field of ${path.length === 0 ? 'this file' : subject}`,
        hint: didYouMean(key, keysAt(schema, path)),
      }));
    case 'invalid_union':
      return describeUnion(issue, path, schema);
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, message: `the name ${subject} is not ${message}` }));
    case 'invalid_value': {
      const values = issue.values.map(String);
      return [
        {
          path,
          message: `${subject} is ${show(issue.input)}, not one of ${values.join(', ')}`,
          hint: didYouMean(String(issue.input), values),
        },
      ];
    }
    case 'invalid_type':
      if (issue.input === undefined) return [{ path: path.slice(0, -1), message: `${subject} is missing` }];
      return [{ path, message: `${subject} is ${show(issue.input)}, not ${article(issue.expected)}` }];
    default: {
      const own = /^[a-z]/.test(issue.message) ? `, not ${issue.message}` : `: ${issue.message}`;
      return [{ path, message: `${subject} is ${show(issue.input)}${own}` }];
    }
  }
}

/** Of a union's branches, speaks of the one that came furthest. */
function describeUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: (string | number)[],
  schema: ZodType,
): Described[] {
  const branches = issue.errors
    .map((errors) => ({
      errors,
      depth: Math.max(...errors.map((error) => error.path.length), 0) + (errors.some(isWrongType) ? 0 : 0.5),
    }))
    .sort((a, b) => b.depth - a.depth || a.errors.length - b.errors.length);
  const best = branches[0];
  if (!best || best.depth === 0) {
    const kinds = issue.errors
      .flat()
      .map((error) => (error.code === 'invalid_type' ? article(error.expected) : error.message));
    return [
      { path, message: `${nameOf(path)} is ${show(issue.input)}, not ${[...new Set(kinds)].join(' or ')}` },
    ];
  }
  return best.errors.flatMap((error) => describe(error, path, schema));
}

function isWrongType(error: Issue): boolean {
  return error.code === 'invalid_type' && error.path.length === 0;
}

function nameOf(path: readonly (string | number)[]): string {
  const last = path.at(-1);
  if (typeof last !== 'number') return String(last);
  return `item ${last + 1} of ${path.length > 1 ? nameOf(path.slice(0, -1)) : 'the list'}`;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'a map';
  const shown = JSON.stringify(value) as string | undefined;
  return shown === undefined ? 'missing' : shown.length > 60 ? `${shown.slice(0, 60)}...` : shown;
}

function article(type: string): string {
  const names: Record<string, string> = {
    object: 'a map',
    record: 'a map',
    array: 'a list',
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    null: 'empty',
  };
  return names[type] ?? type;
}

/** The keys that the schema knows at a path. */
function keysAt(schema: ZodType, path: readonly (string | number)[]): string[] {
  const found = walk(schema, path);
  return [...new Set(found.flatMap((s) => (s instanceof z.ZodObject ? Object.keys(s.shape as object) : [])))];
}

function walk(schema: unknown, path: readonly (string | number)[]): unknown[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return walk(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option: unknown) => walk(option, path));
  const [key, ...rest] = path;
  if (key === undefined) return [schema];
  if (schema instanceof z.ZodObject)
    return walk((schema.shape as Record<string, unknown>)[String(key)], rest);
  if (schema instanceof z.ZodRecord) return walk(schema.valueType, rest);
  if (schema instanceof z.ZodArray) return walk(schema.element, rest);
  return [];
}
