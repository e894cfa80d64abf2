/** What docs/servers shows is what examples/ holds, and what is tested. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const servers = readdirSync(join(root, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['known-wrong', 'node_modules'].includes(entry.name))
  .map(({ name }) => name);

test('nine servers have a page', () => {
  const pages = readdirSync(join(root, 'docs/servers')).filter((name) => name !== 'README.md');
  expect(pages.map((name) => name.replace('.md', '')).sort()).toEqual([...servers].sort());
  expect(servers).toHaveLength(9);
});

test.each(servers)('the page of %s shows its files as they are', (server) => {
  const page = read(`docs/servers/${server}.md`);
  for (const file of readdirSync(join(root, 'examples', server))) {
    const [, shown] = page.split(`\`examples/${server}/${file}\``);
    const block = /^\n\n```\w+\n(.*?\n)```\n/s.exec(shown ?? '')?.[1];
    expect(block, `${file} in docs/servers/${server}.md`).toBe(read(`examples/${server}/${file}`));
  }
});
