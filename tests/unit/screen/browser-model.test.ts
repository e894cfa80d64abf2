/** What the model said of one call is said of another only where it would say the same. */
import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { TryPlan } from '../../../src/plan/check.ts';
import { BrowserModel, type Next } from '../../../src/screen/browser-model.ts';
import type { Answer } from '../../../src/screen/tried.ts';
import { APP, TARGET } from '../target-server.ts';
import { aTry } from './a-try.ts';

const ORIGINS = [APP, 'https://evil.test', 'http://evil.test', 'null', 'capacitor://localhost', TARGET];

type Drawn = Pick<TryPlan, 'origin' | 'via' | 'method' | 'path' | 'headers' | 'credentials'> & {
  upload: boolean;
};

const calls: fc.Arbitrary<Drawn> = fc.record({
  origin: fc.constantFrom(...ORIGINS),
  via: fc.constantFrom<TryPlan['via']>('fetch', 'xhr'),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  path: fc.constantFrom('/items', '/items?page=2'),
  headers: fc.subarray<[string, string]>([
    ['authorization', 'Bearer 1'],
    ['content-type', 'application/json'],
    ['x-a', '1'],
  ]),
  credentials: fc.constantFrom<TryPlan['credentials']>('omit', 'include'),
  upload: fc.boolean(),
});

const lines = fc.subarray<[string, string]>([
  ['Access-Control-Allow-Credentials', 'true'],
  ['access-control-allow-methods', 'PUT'],
  ['Access-Control-Allow-Headers', '*'],
  ['access-control-allow-headers', 'authorization, x-a'],
  ['access-control-expose-headers', 'x-total'],
  ['location', '/elsewhere'],
  ['x-total', '7'],
]);
const answers = fc
  .record({
    status: fc.constantFrom(200, 204, 302, 401, 404, 421, 500),
    admits: fc.constantFrom('*', 'null', ...ORIGINS, `${APP}/`),
    lines,
  })
  .map(({ status, admits, lines: others }): Answer => ({
    status,
    headers: [['Access-Control-Allow-Origin', admits], ...others],
  }));

function planOf({ upload, ...call }: Drawn): TryPlan {
  const withBody = ['POST', 'PUT'].includes(call.method);
  return aTry({
    ...call,
    page: { origin: /^https?:/.test(call.origin) ? call.origin : APP, context: 'document' },
    ...(withBody ? { body: { kind: 'text', text: '{}' } } : {}),
    ...(upload && call.via === 'xhr' ? { upload: true } : {}),
  });
}

/** Everything that a browser is said to do, up to the end or to the last answer. */
function walk(model: BrowserModel, plan: TryPlan, given: readonly Answer[]): Next[] {
  const steps: Next[] = [];
  for (let count = 0; count <= given.length; count += 1) {
    const next = model.next(plan, given.slice(0, count));
    steps.push(next);
    if (next.kind !== 'request') break;
  }
  return steps;
}

test('a model that has been asked says what a new one says', () => {
  const used = new BrowserModel(TARGET);
  fc.assert(
    fc.property(calls, fc.array(answers, { minLength: 1, maxLength: 3 }), (call, given) => {
      const plan = planOf(call);
      expect(walk(used, plan, given)).toEqual(walk(new BrowserModel(TARGET), plan, given));
    }),
    { numRuns: 1_000, seed: 1 },
  );
});

test('calls of two origins are one kind, and each request has its own', () => {
  const model = new BrowserModel(TARGET);
  const [first, second] = [APP, 'https://evil.test'].map((origin) =>
    model.next(aTry({ origin, page: { origin, context: 'document' } }), []),
  );
  expect(first).toMatchObject({ kind: 'request', preflight: false, request: { origin: APP } });
  expect(second).toMatchObject({ kind: 'request', request: { origin: 'https://evil.test' } });
});

test('what the model leaves out is said', () => {
  const next = new BrowserModel(TARGET).next(aTry(), [{ status: 407, headers: [] }]);
  expect(next).toMatchObject({ kind: 'not-modelled', message: expect.stringContaining('407') as string });
});
