import { expect, test } from 'vitest';
import { extractMaxAge, extractTokens } from '../../../src/fetch/extract-values.ts';

const lines = (name: string, values: string[]) => values.map((value): [string, string] => [name, value]);

test.each<[string[], string[] | 'failure' | null]>([
  [[], null],
  [[''], []],
  [['PUT'], ['PUT']],
  [['PUT,DELETE'], ['PUT', 'DELETE']],
  [[', PUT ,\t,DELETE,'], ['PUT', 'DELETE']],
  [
    ['PUT', 'DELETE'],
    ['PUT', 'DELETE'],
  ],
  [['*'], ['*']],
  [['PUT DELETE'], 'failure'],
  [['PUT;'], 'failure'],
  [['"PUT"'], 'failure'],
  [['PUT', 'a b'], 'failure'],
  [['PUT\u000b'], 'failure'],
])('the tokens of %j are %j', (values, tokens) => {
  expect(
    extractTokens('Access-Control-Allow-Methods', lines('access-control-allow-methods', values)),
  ).toEqual(tokens);
});

test.each<[string[], number | 'failure' | null]>([
  [[], null],
  [['0'], 0],
  [['007'], 7],
  [['84600'], 84600],
  [['-1'], 'failure'],
  [['+5'], 'failure'],
  [['5.5'], 'failure'],
  [['"5"'], 'failure'],
  [['5s'], 'failure'],
  [[''], 'failure'],
  [['5', '5'], 'failure'],
])('the max-age of %j is %j', (values, maxAge) => {
  expect(extractMaxAge(lines('access-control-max-age', values))).toBe(maxAge);
});
