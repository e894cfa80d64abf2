/** A target is screened once in a run, whatever becomes of whoever does it. */
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Screens, type TargetScreen } from '../../../src/lab/screens.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'screens-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const screened = (name: string): TargetScreen => ({
  server: { name: 'unknown' },
  checks: { [name]: { tried: [], mechanisms: [] } },
});

/** Screens after a while, and counts. */
function screen(name: string) {
  const made = { count: 0 };
  const make = async () => {
    made.count += 1;
    await new Promise((resolve) => setTimeout(resolve, 30));
    return screened(name);
  };
  return { made, make };
}

test('two workers in one folder screen once', async () => {
  const { made, make } = screen('a');
  const workers = [new Screens(folder), new Screens(folder)];
  const both = await Promise.all(workers.map((one) => one.of({ target: 1 }, make)));
  expect(both).toEqual([screened('a'), screened('a')]);
  expect(made.count).toBe(1);
});

test('one worker that asks twice screens once, with a folder and without', async () => {
  for (const screens of [new Screens(folder), new Screens(null)]) {
    const { made, make } = screen('a');
    await Promise.all([screens.of(1, make), screens.of(1, make)]);
    expect(made.count).toBe(1);
  }
});

test('other checks are another screen', async () => {
  const screens = new Screens(folder);
  expect(await screens.of(['a'], screen('a').make)).toEqual(screened('a'));
  expect(await screens.of(['b'], screen('b').make)).toEqual(screened('b'));
});

test('a claimer that has died is replaced', async () => {
  const { make } = screen('a');
  await new Screens(folder).of('subject', make);
  const [file = ''] = readdirSync(folder);
  rmSync(join(folder, file));
  const lock = join(folder, `${file}.lock`);
  writeFileSync(lock, '');
  const past = new Date(Date.now() - 60_000);
  utimesSync(lock, past, past);
  expect(await new Screens(folder).of('subject', screen('b').make)).toEqual(screened('b'));
  expect(existsSync(lock)).toBe(false);
});

test('one that is at work is waited for', async () => {
  const { make } = screen('a');
  await new Screens(folder).of('subject', make);
  const [file = ''] = readdirSync(folder);
  rmSync(join(folder, file));
  const lock = join(folder, `${file}.lock`);
  writeFileSync(lock, '');
  const { made, make: mine } = screen('mine');
  const asked = new Screens(folder).of('subject', mine);
  await new Promise((resolve) => setTimeout(resolve, 150));
  writeFileSync(join(folder, file), JSON.stringify(screened('theirs')));
  expect(await asked).toEqual(screened('theirs'));
  expect(made.count).toBe(0);
});

test('a screen that fails lets the next one try', async () => {
  const fails = () => Promise.reject(new Error('the target has ended'));
  await expect(new Screens(folder).of(1, fails)).rejects.toThrow('the target has ended');
  expect(await new Screens(folder).of(1, screen('a').make)).toEqual(screened('a'));
});

test('half a file is no screen', async () => {
  const { make } = screen('a');
  await new Screens(folder).of(1, make);
  const [file = ''] = readdirSync(folder);
  writeFileSync(join(folder, file), '{"server":');
  expect(await new Screens(folder).of(1, screen('b').make)).toEqual(screened('b'));
});
