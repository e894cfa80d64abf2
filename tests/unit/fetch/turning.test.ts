/** What is said to turn a verdict does turn it, and is no more than is needed. */
import { describe, expect, test } from 'vitest';
import { predict } from '../../../src/fetch/predict.ts';
import { turningChange } from '../../../src/fetch/turning.ts';
import { loadCorpus } from '../../../src/plan/corpus.ts';
import type { AnswerPlan, CasePlan, Client, RequestPlan } from '../../../src/plan/types.ts';
import { aPlan, answer } from './helpers.ts';

const ITEM = 'http://api.example.com/item';
const PREFLIGHT = `in the preflight answer of ${ITEM}`;
const RESPONSE = `in the response of ${ITEM}`;
const ACAO = 'Access-Control-Allow-Origin';
const ADD_ORIGIN = `add ${ACAO}: http://app.example.com`;
const APP = { 'access-control-allow-origin': '$app' };
const ANY = { 'access-control-allow-origin': '*' };
const PUT = { ...APP, 'access-control-allow-methods': 'PUT' };
const INCLUDE = { credentials: 'include' } as const;

const outcomeOf = (plan: CasePlan, via?: Client) => predict(plan, via).steps.at(-1)?.outcome;

/** The sentences of the change that is found, after a check that it turns the prediction and leaves the plan alone. */
function turns(plan: CasePlan, via?: Client): string[] | null {
  const before = structuredClone(plan);
  const change = turningChange(plan, via);
  expect(plan).toEqual(before);
  if (!change) return null;
  const blocked = outcomeOf(plan, via) === 'blocked';
  expect(outcomeOf(change.plan, via)).not.toBe('unknown');
  expect(outcomeOf(change.plan, via) === 'blocked').toBe(!blocked);
  return change.sentences;
}

function item(request: Partial<RequestPlan>, response: AnswerPlan[], preflight: AnswerPlan[] = []): CasePlan {
  return aPlan({ '$api/item': { preflight, response } }, [request]);
}

describe('classic mistakes', () => {
  const raw = 'HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: null\r\nContent-Length: 2\r\n\r\nok';
  test.each<[mistake: string, plan: CasePlan, sentences: string[]]>([
    ['no origin', item({}, [answer(200)]), [`${RESPONSE}, ${ADD_ORIGIN}`]],
    [
      'another origin',
      item({}, [answer(200, { 'access-control-allow-origin': 'http://app.example.com/' })]),
      [`${RESPONSE}, set ${ACAO} to http://app.example.com`],
    ],
    [
      'another origin, in a literal answer',
      item({}, [{ ...answer(200), raw }]),
      [`${RESPONSE}, set ${ACAO} to http://app.example.com`],
    ],
    [
      'the origin twice',
      item({}, [answer(200, { 'access-control-allow-origin': ['$app', '$app'] })]),
      [`${RESPONSE}, drop the duplicate ${ACAO} and keep one line, http://app.example.com`],
    ],
    [
      '* with credentials',
      item(INCLUDE, [answer(200, { ...ANY, 'access-control-allow-credentials': 'true' })]),
      [`${RESPONSE}, set ${ACAO} to http://app.example.com`],
    ],
    [
      '* alone with credentials',
      item(INCLUDE, [answer(200, ANY)]),
      [
        `${RESPONSE}, set ${ACAO} to http://app.example.com`,
        `${RESPONSE}, add Access-Control-Allow-Credentials: true`,
      ],
    ],
    [
      'no leave for credentials',
      item(INCLUDE, [answer(200, APP)]),
      [`${RESPONSE}, add Access-Control-Allow-Credentials: true`],
    ],
    [
      'another leave for credentials',
      item(INCLUDE, [answer(200, { ...APP, 'access-control-allow-credentials': 'True' })]),
      [`${RESPONSE}, set Access-Control-Allow-Credentials to true`],
    ],
    [
      'no methods',
      item({ method: 'PUT' }, [answer(200, APP)], [answer(204, APP)]),
      [`${PREFLIGHT}, add Access-Control-Allow-Methods: PUT`],
    ],
    [
      'a method that is not listed',
      item({ method: 'DELETE' }, [answer(200, APP)], [answer(204, PUT)]),
      [`${PREFLIGHT}, add DELETE to Access-Control-Allow-Methods`],
    ],
    [
      'a header that is not listed',
      item(
        { headers: [['X-A', '1']] },
        [answer(200, APP)],
        [answer(204, { ...APP, 'access-control-allow-headers': 'x-b' })],
      ),
      [`${PREFLIGHT}, add x-a to Access-Control-Allow-Headers`],
    ],
    [
      'Authorization, which * does not admit',
      item(
        {
          headers: [
            ['Authorization', 'x'],
            ['X-A', '1'],
          ],
        },
        [answer(200, APP)],
        [answer(204, { ...APP, 'access-control-allow-headers': '*' })],
      ),
      [`${PREFLIGHT}, add authorization to Access-Control-Allow-Headers`],
    ],
    [
      'a list that is none and is not needed',
      item(
        { headers: [['X-A', '1']] },
        [answer(200, APP)],
        [
          answer(204, {
            ...APP,
            'access-control-allow-headers': 'x-a',
            'access-control-allow-methods': 'a b',
          }),
        ],
      ),
      [`${PREFLIGHT}, drop Access-Control-Allow-Methods`],
    ],
    [
      'a preflight that is not found',
      item({ method: 'PUT' }, [answer(200, APP)], [answer(404, PUT)]),
      [`${PREFLIGHT}, set the status to 204 instead of 404`],
    ],
    [
      'a preflight that is redirected',
      item({ method: 'PUT' }, [answer(200, APP)], [answer(302, { ...PUT, location: '$api/other' })]),
      [`${PREFLIGHT}, set the status to 204 instead of 302`],
    ],
    [
      'no preflight planned',
      item({ method: 'PUT', ...INCLUDE }, [
        answer(200, { ...APP, 'access-control-allow-credentials': 'true' }),
      ]),
      [
        `answer the preflight of ${ITEM} with status 204 and ${ACAO}: http://app.example.com, Access-Control-Allow-Credentials: true, Access-Control-Allow-Methods: PUT`,
      ],
    ],
    [
      'a server that is not there for others',
      item({ method: 'PUT', headers: [['X-A', '1']], ...INCLUDE }, [answer(200)], [answer(404)]),
      [
        `${PREFLIGHT}, ${ADD_ORIGIN}`,
        `${PREFLIGHT}, add Access-Control-Allow-Credentials: true`,
        `${PREFLIGHT}, set the status to 204 instead of 404`,
        `${PREFLIGHT}, add Access-Control-Allow-Methods: PUT`,
        `${PREFLIGHT}, add Access-Control-Allow-Headers: x-a`,
        `${RESPONSE}, ${ADD_ORIGIN}`,
        `${RESPONSE}, add Access-Control-Allow-Credentials: true`,
      ],
    ],
    [
      'nothing planned at all',
      aPlan({}),
      [`answer GET ${ITEM} with status 200 and ${ACAO}: http://app.example.com`],
    ],
    [
      'the resource policy',
      item({ mode: 'no-cors' }, [answer(200, { 'cross-origin-resource-policy': 'same-origin' })]),
      [`${RESPONSE}, drop Cross-Origin-Resource-Policy`],
    ],
    [
      'the redirect mode error',
      item({ redirect: 'error' }, [answer(302, { ...APP, location: '$api/other' })]),
      [`${RESPONSE}, set the status to 200 instead of 302`],
    ],
  ])('%s', (_mistake, plan, sentences) => {
    expect(turns(plan)).toEqual(sentences);
  });

  test('the origin that a redirect through another one leaves', () => {
    const routes = {
      '$api/item': { response: [answer(302, { ...ANY, location: '$org/end' })] },
      '$org/end': { response: [answer(200, APP)] },
    };
    const place = 'in the response of http://example.org/end';
    expect(turns(aPlan(routes))).toEqual([`${place}, set ${ACAO} to *`]);
    const credentials = { 'access-control-allow-credentials': 'true' };
    const credentialed = {
      '$api/item': { response: [answer(302, { ...APP, ...credentials, location: '$org/end' })] },
      '$org/end': { response: [answer(200, { ...APP, ...credentials })] },
    };
    expect(turns(aPlan(credentialed, [INCLUDE]))).toEqual([`${place}, set ${ACAO} to null`]);
  });

  test('the answer of a sequence that was given last', () => {
    const plan = aPlan({ '$api/item': { response: [answer(200, APP), answer(200), answer(200)] } }, [{}, {}]);
    expect(turns(plan)).toEqual([`${RESPONSE} (number 2 of 3), ${ADD_ORIGIN}`]);
  });

  test('a route with a query, via XMLHttpRequest', () => {
    const plan = aPlan({ '$api/item?a': { response: [answer(200)] } }, [{ url: '$api/item?a' }]);
    expect(turns(plan, 'xhr')).toEqual([`in the response of ${ITEM}?a, ${ADD_ORIGIN}`]);
  });

  test('an answer that comes too late', () => {
    const plan = item({ xhr: { timeout: 100 } }, [{ ...answer(200, APP), delay: 500 }]);
    expect(turns(plan, 'xhr')).toEqual([`${RESPONSE}, leave out the delay of 500 ms`]);
  });
});

describe('what is allowed', () => {
  test.each<[what: string, plan: CasePlan, sentences: string[] | null]>([
    ['needs its origin', item({}, [answer(200, { vary: 'Origin', ...APP })]), [`${RESPONSE}, drop ${ACAO}`]],
    [
      'needs it after a preflight too',
      item({ method: 'PUT' }, [answer(200, ANY)], [answer(204, PUT)]),
      [`${RESPONSE}, drop ${ACAO}`],
    ],
    [
      'needs it at the end of redirects',
      redirected(),
      [`in the response of http://example.org/end, drop ${ACAO}`],
    ],
    ['needs nothing at home', aPlan({ '$app/x': { response: [answer(200)] } }, [{ url: '$app/x' }]), null],
    ['needs nothing to be opaque', item({ mode: 'no-cors' }, [answer(200, APP)]), null],
    ['needs nothing without a browser', { ...item({}, [answer(200)]), via: ['http'] }, null],
  ])('%s', (_what, plan, sentences) => {
    expect(turns(plan)).toEqual(sentences);
  });

  function redirected(): CasePlan {
    return aPlan({
      '$api/item': { response: [answer(302, { ...ANY, location: '$org/end' })] },
      '$org/end': { response: [answer(200, ANY)] },
    });
  }
});

describe('what no answer can turn', () => {
  test.each<[what: string, plan: CasePlan]>([
    ['nothing is sent', item({ mode: 'same-origin' }, [answer(200, APP)])],
    ['the method is forbidden', item({ method: 'TRACE' }, [answer(200, APP)])],
    [
      'a stored response decides',
      aPlan({ '$api/item': { response: [answer(200, { 'cache-control': 'max-age=9' })] } }, [{}, {}]),
    ],
    ['the model does not know', item({ integrity: 'sha256-x' }, [answer(200, APP)])],
  ])('%s', (_what, plan) => {
    expect(turns(plan)).toBeNull();
  });
});

describe('the corpus', () => {
  const BY_CORS = /#(concept-cors-check|cors-preflight-fetch-0)$/;
  const { plans } = loadCorpus(['scenarios']);
  const runs = plans.flatMap((plan) => plan.via.map((via) => ({ plan, via, of: `${plan.id} via ${via}` })));
  const decided = runs
    .map((run) => ({ ...run, last: predict(run.plan, run.via).steps.at(-1) }))
    .filter(({ last }) => last?.evicted === undefined);

  test('of every block by CORS it is known what would turn it', () => {
    const blocks = decided.filter(
      ({ last }) => last?.outcome === 'blocked' && BY_CORS.test(last.decidedBy.link),
    );
    expect(blocks.length).toBeGreaterThan(100);
    expect(blocks.filter(({ plan, via }) => turns(plan, via) === null).map(({ of }) => of)).toEqual([]);
  });

  test('of every allowed cross-origin response too', () => {
    // One that was preloaded was decided by an earlier step.
    const allowed = decided.filter(
      ({ last }) => last?.outcome === 'allowed' && last.type === 'cors' && last.wire.length > 0,
    );
    expect(allowed.length).toBeGreaterThan(100);
    expect(allowed.filter(({ plan, via }) => turns(plan, via)?.length !== 1).map(({ of }) => of)).toEqual([]);
  });
});
