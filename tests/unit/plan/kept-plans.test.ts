/** Plans are kept between runs, and never those of a file that has changed. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadSource } from '../../../src/plan/corpus.ts';
import { KeptPlans } from '../../../src/plan/kept-plans.ts';
import { planAt } from '../../../src/plan/sheet.ts';
import { scenario } from '../support.ts';

const source = scenario('- { id: c, title: A case is allowed, expect: { outcome: allowed } }');
let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'corsproof-kept-'));
  mkdirSync(join(project, 'node_modules'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(project, { recursive: true });
});

/** What one run reads of `text`; `kept` are the files that are left behind. */
function run(text: string, places = ['scenarios']) {
  const plans = new KeptPlans(places, project);
  const { sheet, problems } = plans.load(text, 'area/file.yaml');
  plans.tidy();
  return { plans: sheet.cases.map((one) => planAt(sheet.lines, one)), problems };
}
const cache = () => join(project, 'node_modules', '.cache', 'corsproof');
const folder = () => join(cache(), readdirSync(cache())[0] ?? '');
const keptFile = () => join(folder(), readdirSync(folder())[0] ?? '');

test('a second run takes the plans of the first', () => {
  const first = run(source);
  expect(first).toEqual(loadSource(source, 'area/file.yaml'));
  // What is on disk is what the next run has: a title changed there is seen.
  const text = readFileSync(keptFile(), 'utf8');
  writeFileSync(keptFile(), text.replaceAll('A case is allowed', 'Read from a disk.'));
  expect(run(source).plans[0]?.title).toBe('Read from a disk.');
});

test('a file that has changed is read again', () => {
  run(source);
  const changed = source.replace('A case is allowed', 'Another title');
  expect(run(changed)).toEqual(loadSource(changed, 'area/file.yaml'));
});

test('what another version of the package has made is made again', () => {
  run(source);
  const text = readFileSync(keptFile(), 'utf8').replaceAll('A case is allowed', 'Made by another v');
  writeFileSync(keptFile(), text);
  expect(run(source).plans[0]?.title).toBe('Made by another v');
  vi.spyOn(process, 'version', 'get').mockReturnValue('v0.0.0');
  expect(run(source).plans[0]?.title).toBe('A case is allowed');
});

test('what was kept of a file that has changed or is gone is forgotten', () => {
  run(source);
  const [before] = readdirSync(folder());
  run(source.replace('A case is allowed', 'Another title'));
  const now = readdirSync(folder());
  expect(now).toHaveLength(1);
  expect(now).not.toEqual([before]);
});

test('a file with problems is read every time', () => {
  const broken = source.replace('outcome: allowed', 'outcome: perhaps');
  expect(run(broken).problems).not.toEqual([]);
  expect(run(broken)).toEqual(loadSource(broken, 'area/file.yaml'));
});

test.each(['', '{', 'null', '[]\n', '[1]\n', '[{"at":[0,9]}]\n{}'])(
  'a kept file that holds %j is no matter',
  (text) => {
    run(source);
    writeFileSync(keptFile(), text);
    expect(run(source)).toEqual(loadSource(source, 'area/file.yaml'));
  },
);

test('nothing is kept of places outside of the project, which may be there once only', () => {
  run(source, ['../elsewhere']);
  run(source, [tmpdir()]);
  expect(readdirSync(join(project, 'node_modules'))).toEqual([]);
});

test('nothing is written without node_modules', () => {
  rmSync(join(project, 'node_modules'), { recursive: true });
  run(source);
  expect(readdirSync(project)).toEqual([]);
});
