/** One try without a browser: what is asked, in which order, and what comes of it. */
import { describe, expect, test } from 'vitest';
import type { TryPlan } from '../../../src/plan/check.ts';
import type { Ask } from '../../../src/screen/ask.ts';
import { BrowserModel } from '../../../src/screen/browser-model.ts';
import { runTry } from '../../../src/screen/run-try.ts';
import type { Answer, NoAnswer } from '../../../src/screen/tried.ts';
import { APP, TARGET, targetServer, type ServerChange } from '../target-server.ts';
import { aTry } from './a-try.ts';

const FORM = [['content-type', 'application/json']] as [string, string][];

/** Runs a try; says what was asked as well. */
async function run(plan: Partial<TryPlan>, change: ServerChange = {}, mayChange = () => true) {
  const asked: string[] = [];
  const server = targetServer(change);
  const ask: Ask = (request) => {
    asked.push(`${request.method} ${request.path}`);
    return server(request);
  };
  const options = { model: new BrowserModel(TARGET), ask, cookies: 'a=1', mayChange };
  return { asked, tried: await runTry(aTry(plan), options) };
}

const answering = (...answers: (Answer | NoAnswer)[]): ServerChange => ({
  edit: (_, { count }) => answers[Math.min(count, answers.length - 1)] as Answer,
});
const admitting = (status: number, ...more: [string, string][]): Answer => ({
  status,
  headers: [['access-control-allow-origin', APP], ...more],
});

describe('what a page would get', () => {
  test('a simple call is one request', async () => {
    const { asked, tried } = await run({});
    expect(asked).toEqual(['GET /items']);
    expect(tried).toMatchObject({ outcome: 'allowed', preflight: null, response: { status: 200 } });
    expect(tried.readable).toContain('x-total');
    expect(tried.readable).not.toContain('vary');
  });

  test('a preflight goes before', async () => {
    const { asked, tried } = await run({ method: 'PUT', headers: FORM });
    expect(asked).toEqual(['OPTIONS /items', 'PUT /items']);
    expect(tried).toMatchObject({
      outcome: 'allowed',
      preflight: { status: 204 },
      response: { status: 200 },
    });
    expect(tried.wire.map(({ method, status }) => [method, status])).toEqual([
      ['OPTIONS', 204],
      ['PUT', 200],
    ]);
  });

  test('a preflight that refuses is the end', async () => {
    const { asked, tried } = await run({ method: 'PATCH' });
    expect(asked).toEqual(['OPTIONS /items']);
    expect(tried).toMatchObject({ outcome: 'blocked', at: 'preflight', response: null });
  });

  test('a response that refuses is blocked there', async () => {
    const { tried } = await run({ origin: 'https://evil.test' });
    expect(tried).toMatchObject({
      outcome: 'blocked',
      at: 'response',
      response: { status: 200 },
      readable: [],
    });
  });

  test('cookies go with credentials alone', async () => {
    expect((await run({ credentials: 'include' })).tried.cookies).toEqual(['a']);
    expect((await run({ credentials: 'omit' })).tried.cookies).toEqual([]);
  });

  test('a listener to upload progress asks for a preflight', async () => {
    const { asked } = await run({
      via: 'xhr',
      method: 'POST',
      upload: true,
      body: { kind: 'text', text: 'x' },
    });
    expect(asked[0]).toBe('OPTIONS /items');
  });
});

describe('what would change something', () => {
  test.each(['PUT', 'DELETE'])('%s is not sent if it may not be', async (method) => {
    const grants = answering(admitting(204, ['access-control-allow-methods', method]));
    const { asked, tried } = await run({ method }, grants, () => false);
    expect(asked).toEqual(['OPTIONS /items']);
    expect(tried).toMatchObject({ outcome: 'granted', response: null });
  });

  test('a POST that needs no preflight is not sent either, if it may not be', async () => {
    const { asked, tried } = await run({ method: 'POST' }, {}, () => false);
    expect(asked).toEqual([]);
    expect(tried.outcome).toBe('granted');
  });

  test('nor by whom no preflight would stop', async () => {
    const { asked, tried } = await run({
      method: 'PUT',
      origin: APP.toUpperCase(),
      reach: 'no-page',
      page: { origin: '', context: 'document' },
    });
    expect(asked).toEqual([]);
    expect(tried.outcome).toBe('not-sent');
  });
});

describe('who has no page', () => {
  const nobody = { reach: 'no-page', page: { origin: '', context: 'document' } } as const;

  test.each([
    ['upper case', APP.toUpperCase()],
    ['a list', `${APP} https://evil.test`],
    ['nothing', ''],
  ])('%s as Origin is refused where it is not sent back', async (_, origin) => {
    expect((await run({ ...nobody, origin })).tried.outcome).toBe('blocked');
    expect((await run({ ...nobody, origin }, { admits: () => true })).tried.outcome).toBe('allowed');
  });

  test('an application asks as a page does', async () => {
    const { asked } = await run({ ...nobody, origin: 'capacitor://localhost', method: 'PUT' });
    expect(asked).toEqual(['OPTIONS /items']);
  });

  test('without an Origin nothing can be refused', async () => {
    const { tried } = await run({ ...nobody, class: 'no-origin', origin: '' });
    expect(tried).toMatchObject({
      outcome: 'allowed',
      wire: [{ requestHeaders: expect.not.arrayContaining([['Origin', '']]) as unknown }],
    });
  });
});

describe('redirects', () => {
  test('within the target are followed', async () => {
    const { asked, tried } = await run(
      {},
      answering(admitting(301, ['location', '/items/']), admitting(200)),
    );
    expect(asked).toEqual(['GET /items', 'GET /items/']);
    expect(tried).toMatchObject({ outcome: 'allowed', response: { status: 200 } });
  });

  test('without CORS headers are blocked', async () => {
    const { asked, tried } = await run({}, answering({ status: 301, headers: [['location', '/items/']] }));
    expect(asked).toHaveLength(1);
    expect(tried).toMatchObject({ outcome: 'blocked', response: { status: 301 } });
  });

  test('elsewhere ask nobody else', async () => {
    const { asked, tried } = await run(
      {},
      answering(admitting(302, ['location', 'https://login.example.org/'])),
    );
    expect(asked).toEqual(['GET /items']);
    expect(tried.outcome).toBe('blocked');
  });

  test('in a circle end', async () => {
    const { asked, tried } = await run({}, answering(admitting(302, ['location', '/items'])));
    expect(asked.length).toBeLessThanOrEqual(21);
    expect(tried).toMatchObject({ outcome: 'blocked', response: { status: 302 } });
  });
});

describe('no answer', () => {
  test.each<NoAnswer>([
    { code: 'silent', ms: 8000 },
    { code: 'broken', message: 'Parse Error' },
    { code: 'rate-limited', retryAfter: 3 },
    { code: 'target', message: 'it has ended' },
  ])('$code', async (noAnswer) => {
    const { tried } = await run({}, answering(noAnswer));
    expect(tried).toMatchObject({ outcome: 'no-answer', noAnswer, response: null, wire: [{ status: null }] });
  });

  test('after the preflight leaves that to be seen', async () => {
    const { tried } = await run(
      { method: 'PUT' },
      answering(admitting(204, ['access-control-allow-methods', 'PUT']), { code: 'silent', ms: 1 }),
    );
    expect(tried).toMatchObject({ outcome: 'no-answer', preflight: { status: 204 } });
  });
});
