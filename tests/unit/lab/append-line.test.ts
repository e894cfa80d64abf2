/** A disk that is full in the middle of a line: a real one, whose limit is that of a shell's files. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const MODULE = join(import.meta.dirname, '../../../src/lab/append-line.ts');

test('a line for which there is no room is no half line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'corsproof-unit-'));
  const file = join(folder, 'lines.jsonl');
  const program = join(folder, 'append.mjs');
  // Stripped of its types by hand: this process may not have the limit.
  const source = readFileSync(MODULE, 'utf8').replaceAll(/: (string|unknown|void)\b/g, '');
  writeFileSync(
    program,
    `${source}
for (let i = 0; i < 100; i++) appendLine(process.argv[2], { i, text: 'x'.repeat(90) });`,
  );
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', 'ulimit -f 4; exec "$0" "$@"', process.execPath, program, file],
    { encoding: 'utf8' },
  );
  const lines = readFileSync(file, 'utf8').split('\n');
  rmSync(folder, { recursive: true });
  expect(status).toBe(1);
  expect(stderr).toContain('EFBIG');
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => (JSON.parse(line) as { i: number }).i)).toEqual([...lines.keys()]);
});
