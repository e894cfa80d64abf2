/** The judge against worlds that are changed in one deciding fact, in an engine that does all as the standard says. */
import { expect, test } from 'vitest';
import { predict } from '../../../src/fetch/predict.ts';
import { judge } from '../../../src/judge/judge.ts';
import { loadCorpus } from '../../../src/plan/corpus.ts';
import { doctored } from '../../../src/sabotage/doctored.ts';
import { sampleOf, testsOf } from '../../../src/sabotage/pairs.ts';
import { ENGINE } from '../support.ts';

const STANDARD = { ...ENGINE, build: 'as the standard says', version: '0' };
/** The model's URLs have no empty query. */
const EMPTY_QUERY = 'cache/key/url/query-empty';
const tests = testsOf(loadCorpus(['scenarios']).plans).filter(({ plan }) => plan.id !== EMPTY_QUERY);

test('what the standard predicts of a case conforms', () => {
  const modelled = tests.filter(({ plan, via }) =>
    predict(plan, via).steps.every(({ outcome }) => outcome !== 'unknown'),
  );
  const red = modelled
    .map(({ plan, via }) => ({
      plan,
      via,
      ...judge({ ...plan, divergences: [] }, via, doctored(plan, plan, via), STANDARD),
    }))
    .filter(({ verdict }) => verdict !== 'conforms');
  expect(red.map(({ plan, via, differences }) => `${plan.id} via ${via}: ${differences.join('; ')}`)).toEqual(
    [],
  );
});

test('what it predicts of a changed world never does', () => {
  const sample = sampleOf(tests, 400, 1);
  const green = sample.filter(({ plan, via, mutant }) => {
    const seen = doctored(plan, mutant.plan, via);
    return judge({ ...plan, divergences: [] }, via, seen, STANDARD).verdict === 'conforms';
  });
  expect(sample).toHaveLength(400);
  expect(green.map(({ plan, via, mutant }) => `${plan.id} via ${via}: ${mutant.where}`)).toEqual([]);
});
