/**
 * How the report is laid out, in every engine. Pictures are attached elsewhere and never compared: fonts differ from
 * machine to machine, and a tolerance that forgives them forgives a lost button. What must hold whatever the font is
 * asserted: nothing is wider than the window, no two controls overlap, no text is clipped, focus shows.
 */
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ENGINES, type EngineName, type Session } from '../../src/browser/engine.ts';
import { launchEngine } from '../../src/browser/launch.ts';
import { written } from './browse.ts';
import { layoutComplaints, type LayoutAsked } from './layout.ts';
import { mixed } from './made-policy.ts';
import { assembled, exchange, many, resultLine } from './made.ts';

const WIDTHS = [360, 800, 1280];
const CASE = { case: 'area/file/case/method=PUT', via: 'fetch', on: 'chromium' };
const VIEWS = [
  '',
  '#view=divergences',
  '#view=target',
  '#view=run',
  '#case=policies/api/items/refused',
  `#${new URLSearchParams(CASE).toString()}`,
];

const results = [
  ...many(60),
  resultLine({
    id: CASE.case,
    title:
      'A method that is not listed by the preflight answer is never sent, whatever the credentials mode is',
    verdict: 'violates',
    differences: ['outcome is blocked, not allowed', 'the number of actual requests is 0, not 1'],
    console: ['Access to fetch at https://api.example.com:8080/item has been blocked by CORS policy'],
    wire: [
      exchange({ role: 'preflight', method: 'OPTIONS', path: `/${'segment/'.repeat(20)}` }),
      exchange({ responseHeaders: [['access-control-allow-headers', 'x-a, '.repeat(40)]] }),
    ],
  }),
  ...mixed().filter(({ rule }) => rule === 'items' || rule === 'rule-1'),
];

let server: Server;
test.beforeAll(async ({}, testInfo) => {
  const report = readFileSync(fileURLToPath(written(assembled(results), testInfo)));
  server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(request.url === '/report' ? report : '<!doctype html><title>host</title><body>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
test.afterAll(() => void server.close());

async function inPage<T>(engine: EngineName, body: (ask: Ask) => Promise<T>): Promise<T> {
  const browser = await launchEngine(engine, { spki: '', headless: true });
  try {
    const session: Session = await browser.open({});
    await session.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return await body((asked) =>
      session.run<string[]>(String(layoutComplaints), { report: '/report', broken: [], ...asked }),
    );
  } finally {
    await browser.close();
  }
}

type Ask = (
  asked: Pick<LayoutAsked, 'hash' | 'width' | 'palette'> & Partial<LayoutAsked>,
) => Promise<string[]>;

for (const engine of ENGINES)
  test(`nothing overflows, overlaps or is clipped, and focus shows, in ${engine}`, async () => {
    const complaints = await inPage(engine, async (ask) => {
      const all: string[] = [];
      for (const palette of ['light', 'dark'] as const)
        for (const width of WIDTHS)
          for (const hash of VIEWS) {
            const found = await ask({ hash, width, palette });
            all.push(...found.map((one) => `${palette}, ${width} pixels, ${hash || 'results'}: ${one}`));
          }
      return all;
    });
    expect(complaints).toEqual([]);
  });

const MISTAKES: [rule: string, complaint: RegExp, palette?: 'dark'][] = [
  ['main { min-width: 1400px }', /^the page is \d+ pixels wider than the window$/],
  ['nav a { margin-right: -30px }', /lies over/],
  ['nav { transform: translateX(-200px) }', /reaches out of the window/],
  ['h1 { overflow: hidden; white-space: nowrap; width: 4ch }', /^the text of h1 .* is clipped$/],
  [':focus-visible { outline: none }', /has no focus ring$/],
  [':focus-visible { outline: 2px solid #eee }', /has a contrast of 1\.\d$/],
  [':focus-visible { outline: 2px solid #222 }', /has a contrast of 1\.\d$/, 'dark'],
];

for (const engine of ENGINES)
  test(`a layout that is broken on purpose is complained of in ${engine}`, async () => {
    await inPage(engine, async (ask) => {
      for (const [rule, complaint, palette = 'light'] of MISTAKES) {
        const found = await ask({ hash: '', width: 800, palette, broken: [rule] });
        expect(
          found.filter((one) => complaint.test(one)),
          rule,
        ).not.toEqual([]);
      }
    });
  });
