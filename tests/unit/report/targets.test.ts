/** What the page of a target is handed: who may do what, and the exchanges of the worst try. */
import { expect, test } from 'vitest';
import { whoMay } from '../../../src/report/html/who.ts';
import { payloadOf } from '../../../src/report/html/payload.ts';
import { wireOfTry } from '../../../src/report/try-wire.ts';
import type { CaseLine } from '../../../src/report/assemble.ts';
import { TARGET, TRUSTED, green, madeTry, mixed, reflecting } from '../../report/made-policy.ts';
import { assembled, exchange, resultLine } from '../../report/made.ts';

const targetOf = (results: CaseLine[]) =>
  payloadOf({ assembled: assembled(results), plans: new Map(), readSource: () => null }).index.targets[0];

const hostile = (engine: 'chromium' | 'firefox', ...tries: Parameters<typeof madeTry>[0][]) =>
  resultLine({ engine, target: TARGET, rule: 'items', check: 'hostile', tries: tries.map(madeTry) });

test('trusted origins come first, those that the policy refuses by name last, and rows that say the same are one', () => {
  const [items] = targetOf(reflecting())?.rules ?? [];
  const families = items?.families ?? [];
  expect(families[0]?.rows.map(({ origins }) => origins)).toEqual(TRUSTED.map((origin) => [origin]));
  expect(families.at(-1)?.rows.map(({ origins }) => origins)).toEqual([['https://old.example.com']]);
  expect(families.find(({ title }) => title === 'The origin null')?.rows).toEqual([
    {
      classes: ['null-sandbox', 'null-data'],
      origins: ['null'],
      cells: Array(3).fill([
        { state: 'allowed', differs: true, status: null, modes: ['omit', 'include'], engines: [] },
      ]) as unknown,
    },
  ]);
  expect(items?.differences).toBe(57);
});

test('a server that does what its policy says has no difference, and rules stand as the policy has them', () => {
  const rules = targetOf(green(12))?.rules ?? [];
  expect(rules.map(({ differences }) => differences)).toEqual(Array(12).fill(0));
  expect(rules.map(({ id }) => id)).toEqual(rules.map((_, index) => `rule-${index + 1}`));
});

test('credentials and engines are named where they matter', () => {
  const refused = { outcome: 'blocked' } as const;
  const read = { outcome: 'allowed', cause: 'reflects-origin' } as const;
  const [family] = whoMay(
    [
      hostile('chromium', { id: 'a', ...refused }, { id: 'b', credentials: 'include', ...read }),
      hostile('firefox', { id: 'a', ...refused }, { id: 'b', credentials: 'include', ...refused }),
    ],
    ['GET', 'PUT'],
  );
  expect(family?.rows[0]?.cells).toEqual([
    [
      { state: 'refused', differs: false, status: null, modes: ['omit'], engines: [] },
      { state: 'allowed', differs: true, status: null, modes: ['include'], engines: ['chromium 1.2'] },
      { state: 'refused', differs: false, status: null, modes: ['include'], engines: ['firefox 1.2'] },
    ],
    [],
  ]);
});

test('no answer is no evidence, a post that is carried out is a difference, and so is a status that is not declared', () => {
  const seen = (change: Parameters<typeof madeTry>[0]) =>
    whoMay([hostile('chromium', change)], ['GET'])[0]?.rows[0]?.cells[0]?.[0];
  expect(seen({ outcome: 'no-answer' })).toMatchObject({ state: 'unknown', differs: false });
  expect(seen({ cause: 'cross-site-post' })).toMatchObject({ state: 'carried-out', differs: true });
  const unauthorized = { class: 'trusted', expected: 'allowed', outcome: 'allowed', status: 401 } as const;
  expect(seen({ ...unauthorized, cause: 'unexpected-status' })).toMatchObject({
    state: 'allowed',
    differs: true,
    status: 401,
  });
});

test('what changed since the baseline is told once with its engines, what has no evidence once for all tests', () => {
  const target = targetOf(mixed());
  expect(target?.baseline).toContain(
    'items/preflight, orders/preflight, rule-1/preflight and rule-2/preflight: OPTIONS is answered with 200, not 204 (firefox)',
  );
  expect(target?.failures).toHaveLength(1);
  expect(target?.failures[0]?.alike).toHaveLength(3);
  expect(target?.causes.map(({ id, failing }) => [id, failing])).toEqual([
    ['reflects-origin', true],
    ['behaviour-changed', true],
    ['max-age', false],
  ]);
});

test("the worst try's exchanges are those of its step; at most twelve are shown", () => {
  const cookie: [string, string][] = [['Cookie', 'a=b']];
  const attempt = madeTry({ credentials: 'include', credentialRode: ['a'] });
  const own = { from: attempt.origin, path: attempt.path };
  const wire = [
    exchange({ ...own, step: 0, requestHeaders: [] }),
    exchange({ ...own, step: 1, requestHeaders: cookie, status: 302 }),
    exchange({ step: 1, role: 'redirect', from: 'null', path: '/login' }),
    exchange({ step: 1, from: 'https://else.test' }),
  ];
  expect(wireOfTry(attempt, { wire })).toEqual({ wire: wire.slice(1, 3), more: 0 });
  const many = Array.from({ length: 30 }, () => exchange(own));
  expect(wireOfTry(attempt, { wire: many })).toMatchObject({ more: 18 });
  expect(wireOfTry(attempt, { wire: [] })).toEqual({ wire: [], more: 0 });
});
