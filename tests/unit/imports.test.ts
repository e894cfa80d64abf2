/** The rooms of the house, and which may import which: data flows one way. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Room -> rooms and packages that it may import; `plan/types` is a single file. */
const MAY_IMPORT: Record<string, string[]> = {
  servers: [
    'servers',
    'plan/types',
    'plan/target',
    'fastify',
    'get-port',
    '@peculiar/x509',
    'reflect-metadata',
    'node',
  ],
  scenario: ['scenario', 'yaml', 'zod', 'leven'],
  plan: ['scenario', 'plan', 'picomatch', 'node'],
  fetch: ['fetch', 'plan/types', 'plan/refs', 'plan/clients'],
  policy: ['policy', 'plan', 'fetch', 'scenario', 'picomatch', 'zod', 'node'],
  transcript: ['transcript', 'plan', 'fetch', 'scenario/printable'],
  browser: [
    'browser',
    'plan/types',
    'servers/free-port',
    '@playwright/test',
    'selenium-webdriver',
    'ws',
    'node',
  ],
  screen: ['screen', 'policy', 'plan', 'fetch', 'servers/exchange', 'servers/reply', 'node'],
  lab: ['lab', 'plan', 'policy', 'screen', 'fetch', 'servers', 'browser', 'node'],
  judge: [
    'judge',
    'plan',
    'policy',
    'screen',
    'scenario/printable',
    'fetch',
    'servers/exchange',
    'browser/engine',
    'browser/probe/messages',
    'lab/observation',
  ],
  explore: [
    'explore',
    'scenario',
    'plan',
    'fetch',
    'judge',
    'lab/observation',
    'lab/visits',
    'servers/exchange',
    'browser/engine',
    'browser/probe/messages',
    'fast-check',
    'yaml',
  ],
  report: [
    'report',
    'judge',
    'plan',
    'scenario/problems',
    'scenario/printable',
    'fetch',
    'lab',
    'browser/engine',
    'servers/exchange',
    'har-format',
    'zod',
    'node',
  ],
  sabotage: [
    'sabotage',
    'plan',
    'fetch',
    'lab',
    'judge',
    'explore/known',
    'report/trust-records',
    'servers/exchange',
    'browser',
    'commander',
    'node',
  ],
  playwright: ['*'],
  cli: ['*'],
};

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|js)$/.test(name))
    .map((name) => join(root, folder, name));
}

function roomOf(file: string): string {
  return (
    relative(root, file)
      .replace(/^src\//, '')
      .split('/')[0] ?? ''
  );
}

function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  const statements = /^(?:import|export|\}).* from '([^'\n]+)';$|^import '([^'\n]+)';$|import\('([^']+)'\)/gm;
  return [...source.matchAll(statements)].map((match) => match.slice(1).find(Boolean) ?? '');
}

/** What an import stands for: a file without its ending, or a package. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('node:')) return 'node';
  if (!specifier.startsWith('.')) return specifier;
  return relative(root, resolve(dirname(file), specifier))
    .replace(/^src\//, '')
    .replace(/\.(ts|js)$/, '');
}

const files = [...filesOf('src'), ...filesOf('servers')];

/** Groups of files that reach each other by imports, type imports included (Tarjan's strongly connected components). */
function cyclesAmong(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): number => {
    const index = order.size;
    order.set(file, index);
    let low = index;
    stack.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, order.get(next) ?? index);
    }
    if (low === index) {
      const component = stack.splice(stack.indexOf(file));
      if (component.length > 1) cycles.push(component.sort());
    }
    return low;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return cycles;
}

test('there are files to look at', () => {
  expect(files.length).toBeGreaterThan(40);
});

test.each(files.map((file) => [relative(root, file), file]))(
  '%s imports only what its room may',
  (_, file) => {
    const allowed = MAY_IMPORT[roomOf(file)] ?? [];
    const wrong = importsOf(file)
      .map((specifier) => targetOf(file, specifier))
      .filter(
        (target) =>
          !allowed.includes('*') && !allowed.some((room) => target === room || target.startsWith(`${room}/`)),
      );
    expect(wrong).toEqual([]);
  },
);

test('a cycle is found, whatever leads into it', () => {
  const imports = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['b']],
    ['d', []],
  ]);
  expect(cyclesAmong(imports)).toEqual([['b', 'c']]);
});

test('no file imports itself through others, not even for a type', () => {
  const imports = new Map(
    files.map((file) => [
      relative(root, file),
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => relative(root, resolve(dirname(file), specifier))),
    ]),
  );
  expect(cyclesAmong(imports)).toEqual([]);
});
