/** Each dependency is justified on its page and locked with its checksum, and runs nothing when it is installed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const page = read('docs/dependencies.md');
const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
const lock = JSON.parse(read('package-lock.json')) as {
  packages: Record<string, { integrity?: string; link?: boolean; hasInstallScript?: boolean }>;
};

const kinds = ['dependencies', 'devDependencies', 'peerDependencies'];
const wanted = [...new Set(kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})))].filter(
  // The compiler's: types of what is justified already.
  (name) => !name.startsWith('@types/') || name === '@types/har-format',
);

test('there are dependencies to look at', () => {
  expect(wanted.length).toBeGreaterThan(15);
});

test.each(wanted)('%s has its reason in docs/dependencies.md', (name) => {
  expect(page).toContain(`\`${name}\``);
});

test('docs/dependencies.md names nothing that is not there', () => {
  const named = [...page.matchAll(/`((?:@[a-z-]+\/)?[a-z][a-z0-9.-]*)`/g)].map(([, name]) => name);
  const others = ['explore', 'divergences.cases'];
  expect(named.filter((name) => !wanted.includes(name ?? '') && !others.includes(name ?? ''))).toEqual([]);
});

test('every package is locked with its checksum', () => {
  const loose = Object.entries(lock.packages)
    .filter(([place, { integrity, link }]) => place !== '' && integrity === undefined && link !== true)
    .map(([place]) => place);
  expect(loose).toEqual([]);
});

test('no package runs a script when it is installed', () => {
  const running = Object.entries(lock.packages).filter(
    ([, { hasInstallScript }]) => hasInstallScript === true,
  );
  expect(running.map(([place]) => place)).toEqual([]);
});
