/** Refusals that look the same are one line, and nothing else is. */
import { expect, test } from 'vitest';
import { condense } from '../../../src/screen/condense.ts';
import { tried } from './a-try.ts';

const ids = (all: ReturnType<typeof condense>) => all.map(({ plan, count }) => `${plan.id} ${count}`);

test('refusals of one class are counted', () => {
  const all = condense(['GET', 'HEAD', 'GET.credentials'].map((name) => tried({ id: `any/${name}` })));
  expect(ids(all)).toEqual(['any/GET 3']);
  expect(all[0]).toMatchObject({ wire: [], response: { status: 200, headers: [] } });
});

test('what differs in what it shows stays apart', () => {
  const control = { passed: false, outcome: 'no-answer' as const, status: null };
  const all = condense([
    tried({ id: '1' }),
    tried({ id: '2', class: 'prefix' }),
    tried({ id: '3' }, { response: { status: 403, headers: [] } }),
    tried({ id: '4' }, { at: 'preflight' }),
    tried({ id: '5' }, { control }),
    tried({ id: '6' }, { outcome: 'no-answer', noAnswer: { code: 'silent', ms: 1 } }),
    tried({ id: '7' }, { outcome: 'no-answer', noAnswer: { code: 'broken', message: '' } }),
  ]);
  expect(ids(all)).toEqual(['1 1', '2 1', '3 1', '4 1', '5 1', '6 1', '7 1']);
});

test('what is open, and what ought to be allowed, stays whole', () => {
  const open = tried({ id: 'open' }, { outcome: 'allowed' });
  const granted = tried({ id: 'granted' }, { outcome: 'granted' });
  const carriedOut = tried({ id: 'carried-out' }, { preflight: { status: 204, headers: [] } });
  const declared = tried({ id: 'declared', expected: 'allowed' });
  const all = [open, open, granted, granted, carriedOut, carriedOut, declared, declared];
  expect(condense(all)).toEqual(all);
});

test('order and totals stay', () => {
  const all = condense([
    tried({ id: 'a' }),
    tried({ id: 'b', expected: 'allowed' }),
    tried({ id: 'c' }, { count: 4 }),
  ]);
  expect(ids(all)).toEqual(['a 5', 'b 1']);
});

test('a refusal that names the asking origin stays whole', () => {
  const naming = (origin: string) => ({
    response: { status: 200, headers: [['Access-Control-Allow-Origin', origin]] as [string, string][] },
  });
  const [first, second] = ['1', '2'].map((id) => tried({ id }, naming('https://evil.test')));
  if (!first || !second) throw new Error('there are two');
  const another = ['3', '4'].map((id) => tried({ id }, naming('https://app.example.com')));
  const all = condense([first, ...another, second]);
  expect(ids(all)).toEqual(['1 1', '3 2', '2 1']);
  expect(all[0]).toEqual(first);
});
