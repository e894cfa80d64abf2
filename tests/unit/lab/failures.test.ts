/** What the lab says of a run that gives no evidence, as data. */
import { expect, test } from 'vitest';
import type { Session } from '../../../src/browser/engine.ts';
import { failureOf } from '../../../src/lab/errors.ts';
import { failureOfStep } from '../../../src/lab/observation.ts';
import { load } from '../../../src/lab/visit-page.ts';

const ORIGIN = 'http://app.example.com';

/** The failure of a page whose browser does this when it is sent to `ORIGIN`. */
function failureOfLoad(goto: Session['goto']) {
  const session: Session = {
    goto,
    run: () => Promise.reject(new Error('nothing runs here')),
    console: () => [],
    close: () => Promise.resolve(),
  };
  return load(session, ORIGIN, '/page').then(() => null, failureOf);
}

test('a page that does not load is told apart from one that is somewhere else', async () => {
  const code = 'page-not-loaded';
  expect(await failureOfLoad(() => Promise.resolve(ORIGIN))).toBeNull();
  expect(await failureOfLoad(() => Promise.reject(new Error('unknown host')))).toEqual({
    code,
    origin: ORIGIN,
    landedAt: null,
    message: 'unknown host',
  });
  const landedAt = 'https://app.example.com';
  expect(await failureOfLoad(() => Promise.resolve(landedAt))).toEqual({ code, origin: ORIGIN, landedAt });
});

test('what the lab has not thrown itself is a failure of the engine, whatever it says', () => {
  const message = 'the page of http://app.example.com did not load: corsproof-unsupported: x';
  expect(failureOf(new Error(message))).toEqual({ code: 'engine', message });
});

test('a step that gives no evidence says why', () => {
  expect(failureOfStep({ outcome: 'blocked', message: 'no' }, 5)).toBeUndefined();
  expect(failureOfStep({ outcome: 'timeout' }, 5)).toEqual({ code: 'timeout', limitMs: 5 });
  expect(failureOfStep({ outcome: 'harness-error', message: 'no' }, 5)).toEqual({
    code: 'probe',
    message: 'no',
  });
  expect(failureOfStep({ outcome: 'harness-error', unsupported: 'WebGL' }, 5)).toEqual({
    code: 'unsupported',
    feature: 'WebGL',
  });
});
