/** How fast a target is asked, on a clock that does not run by itself. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { WireRequest } from '../../../src/screen/ask.ts';
import { limited, paced } from '../../../src/screen/pace.ts';
import type { Answer, NoAnswer } from '../../../src/screen/tried.ts';

const REQUEST: WireRequest = { method: 'GET', path: '/', headers: [], body: '' };
let time = 0;
const clock = {
  now: () => time,
  sleep: (ms: number) => {
    time += ms;
    return Promise.resolve();
  },
};
beforeEach(() => void (time = 0));

/** A target that gives these answers, the last for ever, and when it gave them. */
function target(...answers: (Answer | NoAnswer)[]) {
  const asked: number[] = [];
  return {
    asked,
    ask: () => {
      asked.push(time);
      return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1] as Answer);
    },
  };
}

const ok: Answer = { status: 200, headers: [] };
const refusing = (retryAfter?: string): Answer => ({
  status: 429,
  headers: retryAfter === undefined ? [] : [['Retry-After', retryAfter]],
});

describe('pace', () => {
  test('spaces requests evenly', async () => {
    const { ask, asked } = target(ok);
    const slow = paced(ask, 4, clock);
    for (let i = 0; i < 4; i += 1) await slow(REQUEST);
    expect(asked).toEqual([0, 250, 500, 750]);
  });

  test('does not make up for time in which nothing was asked', async () => {
    const { ask, asked } = target(ok);
    const slow = paced(ask, 2, clock);
    await slow(REQUEST);
    time = 10_000;
    await slow(REQUEST);
    await slow(REQUEST);
    expect(asked).toEqual([0, 10_000, 10_500]);
  });

  test('without a pace nothing waits', async () => {
    const { ask, asked } = target(ok);
    const fast = paced(ask, undefined, clock);
    for (let i = 0; i < 3; i += 1) await fast(REQUEST);
    expect(asked).toEqual([0, 0, 0]);
  });
});

describe('a 429', () => {
  test('is asked again after its Retry-After', async () => {
    const { ask, asked } = target(refusing('2'), ok);
    expect(await limited(ask, clock)(REQUEST)).toEqual(ok);
    expect(asked).toEqual([0, 2000]);
  });

  test('is asked again once only', async () => {
    const { ask, asked } = target(refusing('1'));
    expect(await limited(ask, clock)(REQUEST)).toEqual({ code: 'rate-limited', retryAfter: 1 });
    expect(asked).toEqual([0, 1000]);
  });

  test.each([
    ['no Retry-After', undefined, null],
    ['a date', 'Wed, 21 Oct 2026 07:28:00 GMT', null],
    ['a minute', '60', 60],
    ['a negative number', '-1', null],
  ])('with %s is not waited for', async (_, retryAfter, seconds) => {
    const { ask, asked } = target(refusing(retryAfter), ok);
    expect(await limited(ask, clock)(REQUEST)).toEqual({ code: 'rate-limited', retryAfter: seconds });
    expect(asked).toEqual([0]);
  });

  test('does not hold up a screen for long, however often it comes', async () => {
    const { ask } = target(refusing('5'));
    const slow = limited(ask, clock);
    for (let i = 0; i < 20; i += 1) await slow(REQUEST);
    expect(time).toBe(20_000);
  });

  test('any other answer passes', async () => {
    const silent: NoAnswer = { code: 'silent', ms: 1 };
    const { ask } = target({ status: 503, headers: [['Retry-After', '1']] }, silent);
    const slow = limited(ask, clock);
    expect(await slow(REQUEST)).toMatchObject({ status: 503 });
    expect(await slow(REQUEST)).toEqual(silent);
    expect(time).toBe(0);
  });
});
