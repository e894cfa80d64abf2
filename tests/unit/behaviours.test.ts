/** Every behaviour that docs/behaviours.yaml lists is proved by a case, or says why it cannot be. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadCorpus } from '../../src/plan/corpus.ts';
import { behaviours, gaps } from '../../src/report/behaviours.ts';
import { parseYaml } from '../../src/scenario/parse.ts';

test('the rows and the cases fit together', () => {
  const file = 'docs/behaviours.yaml';
  const { data, problems } = parseYaml(readFileSync(file, 'utf8'), file, behaviours);
  expect(problems).toEqual([]);
  expect(data && gaps(data, loadCorpus(['scenarios']).plans)).toEqual([]);
});
