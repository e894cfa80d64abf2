/** The examples of the README are scenario files without a problem. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { predict } from '../../src/fetch/predict.ts';
import { expand } from './support.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

test('there are two examples', () => expect(examples).toHaveLength(2));

test.each(examples)('an example is valid, and the standard agrees with it', (source) => {
  const { plans, problems } = expand(source);
  expect(problems).toEqual([]);
  for (const plan of plans) {
    const expected = plan.steps.flatMap((step) => (step.kind === 'request' ? [step.expect.outcome] : []));
    expect(predict(plan).steps.map(({ outcome }) => outcome)).toEqual(expected);
  }
});
