/** What a check tries: everything that is declared, and all of it from whoever is not trusted. */
import { describe, expect, test } from 'vitest';
import { QUESTIONS, type TryPlan } from '../../../src/plan/check.ts';
import { triesOf } from '../../../src/policy/tries.ts';
import { untrustedOrigins } from '../../../src/policy/untrusted.ts';
import { checkOf, checksOf, type PolicyChange } from '../target-policy.ts';
import { APP, TARGET } from '../target-server.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
const HEADERS = ['content-type', 'authorization', 'x-a'];
const LARGE: PolicyChange = { rule: { methods: METHODS, headers: HEADERS } };

const RULES: [title: string, change: PolicyChange][] = [
  ['a large rule', LARGE],
  ['a plain rule', {}],
  ['a rule without credentials', { rule: { credentials: false } }],
  ['a pattern and another origin', { rule: { origins: ['https://*.example.org', APP] } }],
  ['any', { rule: { origins: 'any', credentials: false, refused: [] } }],
  ['none', { rule: { origins: 'none', refused: [] } }],
  ['POST alone', { rule: { methods: ['POST'], headers: [] } }],
  ['nothing but GET', { rule: { methods: ['GET'], headers: [], errors: {}, 'max-age': 0 } }],
];

const shape = ({ method, headers, credentials }: TryPlan) =>
  `${method} ${headers
    .map(([name]) => name)
    .sort()
    .join(',')} ${credentials}`;

describe.each(RULES)('%s', (_, change) => {
  const checks = checksOf(change);

  test.each(QUESTIONS)('%s has ids that are unique and safe', (question) => {
    const check = checks.find((one) => one.check.question === question)?.check;
    if (!check) return;
    const { screen, browser } = triesOf(check);
    for (const tries of [screen, browser]) {
      const ids = tries.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const one of tries) {
        expect(one.id).toMatch(/^[A-Za-z0-9/=._-]+$/);
        expect(one.id.startsWith(`${one.class}/`)).toBe(true);
      }
    }
  });

  test('the same id is the same try, for the screen and for pages', () => {
    for (const { check } of checks) {
      const { screen, browser } = triesOf(check);
      const screened = new Map(screen.map((one) => [one.id, one]));
      for (const one of browser) if (screened.has(one.id)) expect(one).toEqual(screened.get(one.id));
    }
  });

  test('nobody hostile is expected to get anything', () => {
    const check = checks.find((one) => one.check.question === 'hostile')?.check;
    const { screen = [], browser = [] } = check ? triesOf(check) : {};
    expect([...screen, ...browser].filter(({ expected }) => expected !== 'blocked')).toEqual([]);
    expect(screen.length).toBeGreaterThan(0);
  });
});

describe('hostile', () => {
  const { check } = checkOf('hostile', LARGE);
  const { screen, browser } = triesOf(check);
  const full = untrustedOrigins(check.rule, TARGET).filter(({ depth }) => depth === 'full');

  test('there are classes of depth full', () => {
    expect(full.length).toBeGreaterThan(10);
  });

  test.each(full.map(({ id }) => id))('%s asks for everything that is declared', (id) => {
    const asked = new Set(screen.filter((one) => one.class === id).map(shape));
    for (const credentials of ['include', 'omit']) {
      for (const method of ['GET', 'HEAD', 'DELETE'])
        for (const names of ['', 'authorization,x-a'])
          expect(asked).toContain(`${method} ${names} ${credentials}`);
      for (const method of ['POST', 'PUT'])
        expect(asked).toContain(`${method} authorization,content-type,x-a ${credentials}`);
      for (const name of ['authorization', 'x-a']) expect(asked).toContain(`GET ${name} ${credentials}`);
    }
    const paths = screen.filter((one) => one.class === id).map(({ path }) => path);
    expect(paths).toContain('/none');
  });

  test('every other class asks at least for one call of each kind', () => {
    const light = untrustedOrigins(check.rule, TARGET).filter(({ depth }) => depth === 'light');
    for (const { id } of light) {
      const methods = screen.filter((one) => one.class === id).map(({ method }) => method);
      expect(methods).toContain('GET');
      expect(methods.length).toBeGreaterThan(1);
    }
  });

  test('pages together try every declared method and header', () => {
    const asked = browser.map(shape);
    for (const method of METHODS) expect(asked.some((one) => one.startsWith(`${method} `))).toBe(true);
    for (const name of HEADERS) expect(asked.some((one) => one.includes(name))).toBe(true);
    expect(browser.length).toBeLessThan(60);
  });

  test('what any origin may read is tried with credentials alone', () => {
    const any = checkOf('hostile', { rule: { origins: 'any', credentials: false, refused: [] } });
    const modes = new Set(triesOf(any.check).screen.map(({ credentials }) => credentials));
    expect([...modes]).toEqual(['include']);
  });

  test('a POST of JSON is tried as a form sends it, where there are credentials', () => {
    const forged = screen.filter(({ id }) => id.includes('text-plain'));
    expect(forged).toMatchObject([{ method: 'POST', headers: [], credentials: 'include' }]);
  });
});

describe('works', () => {
  const { screen, browser } = triesOf(checkOf('works', LARGE).check);

  test('what changes nothing is tried with each header, with all, with and without credentials', () => {
    const [asked, inPages] = [screen, browser].map(
      (tries) => new Set(tries.filter(({ via }) => via === 'fetch').map(shape)),
    );
    for (const names of ['', 'authorization', 'x-a', 'authorization,x-a']) {
      for (const credentials of ['include', 'omit']) expect(asked).toContain(`GET ${names} ${credentials}`);
      expect(inPages).toContain(`GET ${names} include`);
    }
    for (const names of ['', 'authorization,x-a']) expect(inPages).toContain(`GET ${names} omit`);
    expect(browser.some(({ via, method }) => via === 'xhr' && method === 'GET')).toBe(true);
  });

  test('what changes something is tried seldom', () => {
    for (const method of ['PUT', 'DELETE'])
      expect(browser.filter((one) => one.method === method).length).toBeLessThanOrEqual(3);
    const two = checkOf('works', { rule: { ...LARGE.rule, origins: [APP, 'https://shop.example.org'] } });
    const second = triesOf(two.check).browser.filter(
      (one) => one.class === 'trusted-2' && one.method === 'DELETE',
    );
    expect(second).toHaveLength(1);
  });

  test('no body, no Content-Type', () => {
    for (const { method, headers, body } of [...screen, ...browser]) {
      const typed = headers.some(([name]) => name === 'content-type');
      if (typed) expect(body).toBeDefined();
      expect(body === undefined).toBe(!['POST', 'PUT'].includes(method));
    }
  });
});

describe('preflight', () => {
  const grants = (change: PolicyChange) =>
    triesOf(checkOf('preflight', change).check)
      .screen.filter(({ expected }) => expected === 'blocked')
      .map(({ id }) => id.replace('trusted/grants.', ''));

  test('what is not declared is asked for, one at a time and together', () => {
    const asked = grants({});
    for (const name of ['DELETE', 'PATCH', 'PROPFIND', 'CORSPROOF', 'authorization', 'x-admin', 'together'])
      expect(asked).toContain(name);
    for (const declared of ['GET', 'PUT', 'content-type']) expect(asked).not.toContain(declared);
  });

  test('and what is allowed beyond it is not', () => {
    const asked = grants({ rule: { allows: { methods: ['DELETE'], headers: ['X-Admin'] } } });
    expect(asked).not.toContain('DELETE');
    expect(asked).not.toContain('x-admin');
    expect(asked).toContain('PATCH');
  });
});

describe('a run that was asked for some tries', () => {
  const { check } = checkOf('hostile', LARGE);

  test('has those of a class', () => {
    const { screen, browser } = triesOf({ ...check, only: ['null-sandbox'] });
    expect(new Set([...screen, ...browser].map((one) => one.class))).toEqual(new Set(['null-sandbox']));
    expect(browser.length).toBeGreaterThan(0);
  });

  test('has the one of an id', () => {
    const { screen } = triesOf({ ...check, only: ['any/GET'] });
    expect(screen.map(({ id }) => id)).toEqual(['any/GET']);
  });
});

test('caches ask from all declared origins, refused ones, a foreign one and none', () => {
  const { check } = checkOf('caches', { rule: { origins: [APP, 'https://shop.example.org'] } });
  const own = triesOf(check).screen.filter(({ path }) => path === '/items');
  expect(own.map(({ origin }) => origin)).toEqual([
    APP,
    'https://shop.example.org',
    'https://old.example.com',
    'https://evil.test',
    '',
  ]);
});

describe('look-alikes of a rule that has no safe method', () => {
  const origins = ['https://app.example.com', 'https://shop.example.org', 'https://blog.example.net'];
  const methodsOf = (methods: string[], depth: 'full' | 'light' | 'mild') => {
    const { check } = checkOf('hostile', { rule: { origins, methods, headers: [], credentials: false } });
    const own = untrustedOrigins(check.rule, TARGET).filter(
      (one) => one.depth === depth && (depth !== 'full' || one.id.startsWith('suffix-host')),
    );
    const ids = new Set(own.map(({ id }) => id));
    const asked = triesOf(check).screen.filter((one) => ids.has(one.class) && one.path === check.rule.path);
    expect(new Set(asked.map((one) => one.class))).toEqual(ids);
    return [...new Set(asked.map(({ method }) => method))];
  };

  test.each(['full', 'light', 'mild'] as const)(
    '%s: a GET stands for a POST, which would be carried out',
    (depth) => {
      expect(methodsOf(['POST'], depth)).toEqual(['GET']);
    },
  );

  test.each(['full', 'light', 'mild'] as const)('%s: what a preflight guards is asked for', (depth) => {
    expect(methodsOf(['DELETE'], depth)).toEqual(['DELETE']);
  });
});

test('each trusted page makes a POST that needs no preflight, and one that upload progress makes need one', () => {
  const origins = [APP, 'https://shop.example.org'];
  const { screen } = triesOf(checkOf('works', { rule: { origins, methods: ['POST'], headers: [] } }).check);
  for (const origin of origins) {
    const own = screen.filter((one) => one.origin === origin);
    expect(own.some(({ via, upload }) => via === 'fetch' && upload === undefined)).toBe(true);
    expect(own.some(({ upload }) => upload === true)).toBe(true);
  }
});
