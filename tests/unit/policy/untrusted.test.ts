/** The origins that a rule does not trust: every class is there, and none that it trusts. */
import { describe, expect, test } from 'vitest';
import type { RulePlan } from '../../../src/plan/check.ts';
import { lookAlikesOf } from '../../../src/policy/origin-classes.ts';
import { isTrusted, samplesOf } from '../../../src/policy/origins.ts';
import { untrustedOrigins } from '../../../src/policy/untrusted.ts';
import { checkOf } from '../target-policy.ts';
import { TARGET } from '../target-server.ts';

const RULE = checkOf('works').check.rule;
const untrusted = (origins: RulePlan['origins'], elsewhere: string[] = []) =>
  untrustedOrigins({ ...RULE, origins, elsewhere }, TARGET);

const RULES: [title: string, origins: RulePlan['origins']][] = [
  ['one exact origin', ['https://app.example.com']],
  ['one with a port', ['https://app.example.com:8443']],
  ['one over http', ['http://app.example.com']],
  ['one that is its own site', ['https://example.com']],
  ['one of a country', ['https://shop.example.co.uk']],
  ['a pattern', ['https://*.example.com']],
  ['several', ['https://app.example.com', 'https://*.example.org', 'http://localhost:5173']],
  ['any', 'any'],
  ['none', 'none'],
];

/** Of every rule, whoever it trusts. */
const EVERYWHERE = [
  'any',
  'any-insecure',
  'any-with-port',
  'null-sandbox',
  'null-data',
  'localhost',
  'localhost-3000',
  'localhost-secure',
  'localhost-prefix',
  'loopback',
  'loopback-ipv6',
  'loopback-prefix',
  'private-10',
  'private-172',
  'private-192',
  'dot-local',
  'dot-test',
  'docker',
  'app-capacitor',
  'app-ionic',
  'app-tauri',
  'app-chrome-extension',
  'app-firefox-extension',
  'app-safari-extension',
  'app-file',
];
/** Made of an origin: a trusted one, or the target's own where nobody is trusted. What two classes make is tried once. */
const LOOK_ALIKES = [
  'prefix',
  'suffix',
  'concatenation',
  'hyphen',
  'underscore',
  'unescaped-dot',
  'unescaped-dots',
  'substring',
  'cut-end',
  'cut-dot-1',
  'after-dot-1',
  'other-tld',
  'country',
  'country-second-level',
  'sub-domain-of-host',
  'trailing-dot',
  'idn',
  'other-scheme',
  'port-3000',
  'port-8080',
  'port-of-other-scheme',
  'prefix-insecure',
  'character-7b',
  'character-7d',
  'character-60',
  'character-24',
];
const SUB_DOMAINS = [
  'sub-domain',
  'sub-domain-deep',
  'stage-dev',
  'stage-staging',
  'stage-www',
  'suffix-host',
];

/** Origins of which a class makes nothing. */
const IMPOSSIBLE: Record<string, RegExp> = { 'prefix-insecure': /^http:/ };

describe.each(RULES)('%s', (_, origins) => {
  const all = untrusted(origins);
  const ids = all.map(({ id }) => id);
  const [model = TARGET] = Array.isArray(origins) ? samplesOf(origins) : [];

  test.each(EVERYWHERE)('has %s', (id) => {
    expect(ids).toContain(id);
  });

  test.each([...LOOK_ALIKES, ...SUB_DOMAINS])('has what %s makes, if it is not trusted', (id) => {
    const made = lookAlikesOf(model).find((one) => one.id === id)?.origin;
    if (IMPOSSIBLE[id]?.test(model)) {
      expect(made).toBeUndefined();
      return;
    }
    if (made === undefined) throw new Error(`there is no class ${id}`);
    if (made === TARGET || (Array.isArray(origins) && isTrusted(origins, made))) return;
    expect(all.map(({ origin }) => origin)).toContain(made);
  });

  test('trusts none of them', () => {
    if (origins === 'any') return;
    const trusted = all.filter(
      ({ origin, reach }) => reach !== 'no-page' && origin !== 'null' && isTrusted(origins, origin),
    );
    expect(trusted).toEqual([]);
    for (const sample of samplesOf(origins)) expect(all.map(({ origin }) => origin)).not.toContain(sample);
  });

  test('has the target itself not among them', () => {
    expect(all.map(({ origin }) => origin)).not.toContain(TARGET);
  });

  test('has ids that are unique and safe, and each origin once', () => {
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9._-]+$/);
    const pages = all.filter(({ reach, page }) => reach !== 'no-page' && page.context === 'document');
    expect(new Set(pages.map(({ origin }) => origin)).size).toBe(pages.length);
  });

  test('has pages with serialised origins', () => {
    for (const { origin, page, reach } of all) {
      if (reach === 'no-page') continue;
      expect(new URL(page.origin).origin).toBe(page.origin);
      if (page.context === 'document') expect(page.origin).toBe(origin);
      else expect(origin).toBe('null');
    }
  });
});

test.each(['origin-list', 'empty', 'upper-case'])('%s is a header that no page sends', (id) => {
  const found = untrusted(['https://app.example.com']).find((one) => one.id === id);
  expect(found).toMatchObject({ reach: 'no-page' });
});

test.each([
  ['prefix', 'https://app.example.com.evil.test'],
  ['suffix', 'https://evilexample.com'],
  ['suffix-host', 'https://evilapp.example.com'],
  ['concatenation', 'https://app.example.comevil.test'],
  ['sub-domain', 'https://evil.example.com'],
  ['sub-domain-of-host', 'https://evil.app.example.com'],
  ['unescaped-dot', 'https://appxexample.com'],
  ['unescaped-dot-at-2', 'https://app.examplexcom'],
  ['substring', 'https://pp.example.com'],
  ['cut-end', 'https://app.example.co'],
  ['cut-dot-2', 'https://app.example'],
  ['parent', 'https://example.com'],
  ['other-tld', 'https://app.example.net'],
  ['country', 'https://app.example.com.au'],
  ['other-scheme', 'http://app.example.com'],
  ['other-port', 'https://app.example.com:8443'],
  ['port-of-other-scheme', 'https://app.example.com:80'],
  ['trailing-dot', 'https://app.example.com.'],
  ['prefix-insecure', 'http://app.example.com.evil.test'],
])('%s of https://app.example.com is %s', (id, origin) => {
  expect(untrusted(['https://app.example.com']).find((one) => one.id === id)?.origin).toBe(origin);
});

test('a port goes with its look-alikes', () => {
  const origins = untrusted(['https://app.example.com:3000']).map(({ id, origin }) => `${id} ${origin}`);
  expect(origins).toContain('prefix https://app.example.com.evil.test:3000');
  expect(origins).toContain('other-port https://app.example.com:8443');
  expect(origins).toContain('port-longer https://app.example.com:30001');
  expect(origins).toContain('port-shorter https://app.example.com:300');
  expect(origins).toContain('port-default https://app.example.com');
  expect(origins).toContain('cut-end https://app.example.co');
});

test.each(['https://app.example.com', 'https://app.example.com:9443'])('%s has no longer port', (origin) => {
  expect(untrusted([origin]).map(({ id }) => id)).not.toContain('port-longer');
});

test('what a pattern trusts is left out, and what only looks like it is not', () => {
  const origins = untrusted(['https://*.example.com']).map(({ origin }) => origin);
  expect(origins).not.toContain('https://evil.example.com');
  for (const origin of ['https://evilexample.com', 'https://example.com', 'http://app.example.com'])
    expect(origins).toContain(origin);
});

test('what other rules trust is tried', () => {
  const [first, second] = ['https://admin.example.com', 'https://shop.example.org'];
  const all = untrusted(['https://app.example.com'], [first, second]);
  const find = (origin: string) => all.filter((one) => one.origin === origin);
  // The first one is a look-alike as well.
  expect(find(first)).toHaveLength(1);
  expect(find(second)).toMatchObject([{ depth: 'full' }]);
});

test('from the third trusted origin on, light look-alikes only read, but for slips of one entry', () => {
  const origins = ['https://app.example.com', 'https://shop.example.org', 'https://blog.example.net'];
  const all = untrusted(origins);
  const depthsOf = (origin: string, suffix: string) => {
    const own = new Map(lookAlikesOf(origin).map((one) => [one.id + suffix, one.depth]));
    return all.flatMap(({ id, depth }) => (own.has(id) ? [`${own.get(id)} ${depth}`] : []));
  };
  const [first, second, third] = origins.map((origin, index) =>
    [...new Set(depthsOf(origin, ['', '-2', '-3'][index] ?? ''))].sort(),
  );
  expect(first).toEqual(['full full', 'light light']);
  expect(second).toEqual(['full full', 'light light']);
  expect(third).toEqual(['full full', 'light light', 'light mild']);
  const lightIds = all.filter(({ id, depth }) => id.endsWith('-3') && depth === 'light').map(({ id }) => id);
  expect(lightIds).toEqual(expect.arrayContaining(['unescaped-dot-at-2-3', 'unescaped-dots-3', 'cut-end-3']));
  expect(all).toContainEqual(expect.objectContaining({ id: 'hyphen-3', depth: 'mild' }));
});

test('look-alikes are made of the domain of a pattern too', () => {
  const origins = untrusted(['https://*.partner.example:8443']).map(({ origin }) => origin);
  for (const origin of [
    'https://partnerxexample:8443',
    'https://partner.example:8080',
    'http://partner.example:8443',
  ])
    expect(origins).toContain(origin);
});

test('names of staging are put before each parent of a host', () => {
  const origins = untrusted(['https://a.eu.example.co.uk']).map(({ origin }) => origin);
  expect(origins).toContain('https://staging.eu.example.co.uk');
  expect(origins).toContain('https://staging.example.co.uk');
  expect(origins).not.toContain('https://staging.co.uk');
});
