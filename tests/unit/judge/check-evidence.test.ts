/** When a refusal is believed, when a call works, and when nothing can be said. */
import { describe, expect, test } from 'vitest';
import type { NoAnswer } from '../../../src/screen/tried.ts';
import { APP, having, targetServer, without, type AskedOfServer } from '../target-server.ts';
import { judged } from './doctored.ts';

const ORIGIN = 'access-control-allow-origin';
const SILENT: NoAnswer = { code: 'silent', ms: 8000 };
const isReading = ({ isPreflight, method }: AskedOfServer) => !isPreflight && method === 'GET';

describe('a refusal beside which the control fares no better is none', () => {
  test.each<[string, { status: number } | NoAnswer]>([
    ['429', { code: 'rate-limited', retryAfter: null }],
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['403', { status: 403 }],
    ['silence', SILENT],
    ['a broken connection', { code: 'broken', message: 'socket hang up' }],
  ])('%s', async (_, given) => {
    const answer = 'status' in given ? { status: given.status, headers: [] } : given;
    const { verdict, differences, causes } = await judged('hostile', {
      server: targetServer({ edit: () => answer }),
    });
    expect(verdict).toBe('inconclusive');
    expect(causes).toEqual([]);
    expect(differences.length).toBeGreaterThan(0);
  });

  test('and from the middle of a screen on', async () => {
    const server = targetServer({
      edit: (answer, { count }) => (count > 60 ? { status: 503, headers: [] } : answer),
    });
    expect(await judged('hostile', { server, pageless: true })).toMatchObject({ verdict: 'inconclusive' });
  });

  test('and in pages, where only they are limited', async () => {
    const pageServer = targetServer({ edit: () => ({ status: 429, headers: [] }) });
    const { verdict, differences } = await judged('hostile', { pageServer });
    expect(verdict).toBe('inconclusive');
    expect(differences.join()).toContain('429');
  });

  test('in pages beside whose calls a trusted one failed', async () => {
    const pageServer = targetServer({ edit: () => ({ status: 500, headers: [] }) });
    const { verdict, differences } = await judged('hostile', { pageServer });
    expect(verdict).toBe('inconclusive');
    expect(differences.join()).toContain('500');
  });

  test('a 403 to an unknown origin, while the control passes, is a refusal', async () => {
    const server = targetServer({
      edit: (answer, { origin }) => (origin === APP ? answer : { status: 403, headers: [] }),
    });
    expect(await judged('hostile', { server })).toMatchObject({ verdict: 'conforms', causes: [] });
  });

  test('an opening is red, whatever the control', async () => {
    const server = targetServer({
      admits: (origin) => origin !== APP,
      edit: (answer, { origin }) => (origin === APP ? { status: 500, headers: [] } : answer),
    });
    const { verdict, causes } = await judged('hostile', { server });
    expect(verdict).toBe('violates');
    expect(causes?.[0]).toMatchObject({ id: 'reflects-origin' });
  });
});

describe('works means works', () => {
  test('DELETE that answers 404 after it succeeded once is a note', async () => {
    const rule = { methods: ['GET', 'DELETE'] };
    let deleted = false;
    const server = targetServer({
      edit: (answer, { method, isPreflight }) => {
        if (isPreflight) return having(answer, 'access-control-allow-methods', 'GET, DELETE');
        if (method !== 'DELETE') return answer;
        const status = deleted ? 404 : 204;
        deleted = true;
        return { ...answer, status };
      },
    });
    const { verdict, causes, notes } = await judged('works', { server }, { rule });
    expect({ verdict, causes }).toEqual({ verdict: 'conforms', causes: [] });
    expect(notes).toContain('DELETE answered 404 after it had succeeded once');
  });

  test.each([401, 404, 500])('a rule no call of which succeeds is not green: %i', async (status) => {
    const server = targetServer({
      edit: (answer, { isPreflight }) => (isPreflight ? answer : { ...answer, status }),
    });
    expect(await judged('works', { server })).toMatchObject({
      verdict: 'violates',
      causes: [{ id: 'unexpected-status', subject: String(status) }],
    });
  });

  test('the status that the policy names is right, and any other is wrong', async () => {
    const rule = { status: [202, 401] };
    const server = (status: number) =>
      targetServer({ edit: (answer, { isPreflight }) => (isPreflight ? answer : { ...answer, status }) });
    expect(await judged('works', { server: server(401) }, { rule })).toMatchObject({ verdict: 'conforms' });
    expect(await judged('works', { server: server(200) }, { rule })).toMatchObject({ verdict: 'violates' });
  });

  test('no answer at all is inconclusive', async () => {
    expect(await judged('works', { server: targetServer({ edit: () => SILENT }) })).toMatchObject({
      verdict: 'inconclusive',
      causes: [],
    });
  });
});

describe('a page has the last word', () => {
  const open = targetServer({ admits: () => true });

  test('with its cookie it is critical, without it high', async () => {
    const severityOf = async (cookies: string) =>
      (await judged('hostile', { server: open, cookies })).causes?.[0]?.severity;
    expect(await severityOf('corsproof-none=1')).toBe('critical');
    expect(await severityOf('')).toBe('high');
  });

  test('a mechanism whose page was refused: the server answers browsers otherwise', async () => {
    const { verdict, causes } = await judged('hostile', { server: open, pageServer: targetServer() });
    expect(verdict).toBe('violates');
    expect(causes?.map(({ id, severity }) => `${severity} ${id}`)).toEqual(['medium answers-differ']);
  });

  test('what only pages get is found as well', async () => {
    const { causes } = await judged('hostile', { pageServer: open });
    expect(causes?.[0]).toMatchObject({ id: 'reflects-origin', proof: 'browser' });
  });

  test('no page of the engine: a note, and no red verdict', async () => {
    const wide = targetServer({ admits: (origin) => origin === APP || origin.includes(',') });
    const { verdict, notes, causes } = await judged('hostile', {
      server: wide,
      failureOf: ([first]) =>
        first?.page.origin.includes(',')
          ? { code: 'page-not-loaded', origin: first.page.origin, landedAt: null }
          : undefined,
    });
    expect({ verdict, causes }).toEqual({ verdict: 'conforms', causes: [] });
    expect(notes.join()).toContain('no page of this engine can call from there');
  });

  test('no page of any engine: red, and proved by the screen', async () => {
    const wide = targetServer({ admits: (origin) => origin === APP || origin === 'capacitor://localhost' });
    expect(await judged('hostile', { server: wide })).toMatchObject({
      verdict: 'violates',
      causes: [{ id: 'application-origin', proof: 'screen', severity: 'medium' }],
    });
  });

  test('a page that did not load, and could have, is no evidence', async () => {
    const { verdict } = await judged('hostile', {
      failureOf: ([first]) =>
        first?.class === 'prefix'
          ? { code: 'page-not-loaded', origin: first.page.origin, landedAt: null }
          : undefined,
    });
    expect(verdict).toBe('inconclusive');
  });

  test('an http page that the browser takes to https is no page of it', async () => {
    const { verdict, causes } = await judged('hostile', {
      failureOf: ([first]) =>
        first?.page.origin === 'http://app.example.com'
          ? { code: 'page-not-loaded', origin: first.page.origin, landedAt: 'https://app.example.com' }
          : undefined,
    });
    expect({ verdict, causes }).toEqual({ verdict: 'conforms', causes: [] });
  });
});

describe('screen and page disagree', () => {
  const answersFor = (status: number) =>
    targetServer({ edit: (answer, asked) => (isReading(asked) ? { ...answer, status } : answer) });
  const blocked = targetServer({
    edit: (answer, asked) => (isReading(asked) ? without(answer, /allow-origin/) : answer),
  });

  test('if the headers differ, that is a cause', async () => {
    const { causes } = await judged('expose', { server: targetServer(), pageServer: blocked });
    expect(causes?.length).toBeGreaterThan(0);
    const works = await judged('works', { server: blocked, pageServer: targetServer() });
    expect(works.causes?.map(({ id }) => id)).toEqual(['answers-differ']);
  });

  test('if only the status does, it is none', async () => {
    const { causes } = await judged('works', { server: answersFor(200), pageServer: answersFor(204) });
    expect(causes).toEqual([]);
  });

  test('if the engine alone decides otherwise, it is none', async () => {
    const { causes } = await judged('works', {
      change: (tried) => ({ ...tried, outcome: 'blocked', at: 'response' }),
    });
    expect(causes).toEqual([]);
  });
});

test('a harness that failed says so', async () => {
  const { verdict, differences } = await judged('works', {
    failureOf: () => ({ code: 'engine', message: 'the browser has crashed' }),
  });
  expect({ verdict, differences }).toMatchObject({
    verdict: 'inconclusive',
    differences: [expect.stringContaining('the browser has crashed')],
  });
});

test('Access-Control-Allow-Origin: * is no reflection', async () => {
  const server = targetServer({ edit: (answer) => having(answer, ORIGIN, '*') });
  const { causes } = await judged('hostile', { server });
  expect(causes?.map(({ id, severity }) => `${severity} ${id}`)).toEqual(['medium allows-any-origin']);
});
