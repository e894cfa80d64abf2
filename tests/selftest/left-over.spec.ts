/** What a target leaves in the context of its checks, cookies and cached answers, is not taken for what it does. */
import { expect, test } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from '../../src/judge/judge.ts';
import { isFailing } from '../../src/judge/verdict.ts';
import { loadPolicy } from '../../src/policy/suite.ts';
import { runPlans, withLab, type Judged } from './support.ts';

/** Admits every host that begins as a trusted one does, so that many checks fail; /orders needs the cookie of /login. */
const SERVER = `
import http from 'node:http';
http.createServer((request, response) => {
  const { origin, cookie = '' } = request.headers;
  const isOrder = request.url === '/orders' && !cookie.includes('sid=');
  if (/^https:\\/\\/(shop|admin)\\.example\\.com/.test(origin ?? '') && !isOrder) {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
  }
  if (request.url === '/catalog') response.setHeader('Cache-Control', 'public, max-age=300');
  else response.setHeader('Vary', 'Origin');
  if (request.url === '/login') response.setHeader('Set-Cookie', 'sid=1; Path=/; Secure; SameSite=None');
  response.writeHead(isOrder ? 401 : 200).end('ok');
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

const POLICY = `title: A shop
target: { origin: https://api.example.com, command: node server.mjs }
rules:
  - { id: login, path: /login, origins: [https://shop.example.com, https://admin.example.com], credentials: true, errors: { 401: /orders } }
  - { id: catalog, path: /catalog, origins: [https://shop.example.com, https://admin.example.com] }
`;

test('a check that shows what an earlier one has left is run again alone, however many fail', async ({}, testInfo) => {
  const folder = testInfo.outputPath('policies');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'server.mjs'), SERVER);
  const { plans, problems } = loadPolicy(POLICY, join(folder, 'shop.yaml'));
  expect(problems).toEqual([]);
  const judged = await withLab(
    'chromium',
    { fails: ({ plan, via }, observation, info) => isFailing(judge(plan, via, observation, info).verdict) },
    (lab) => runPlans(lab, plans),
  );
  const of = (part: string): Judged | undefined => judged.find(({ entry }) => entry.plan.id.includes(part));
  expect(of('/login/errors')).toMatchObject({
    judgement: { verdict: 'violates', causes: [{ id: 'error-without-cors', subject: '401' }] },
  });
  expect(of('/catalog/works')).toMatchObject({ judgement: { verdict: 'conforms' } });
  expect(of('/catalog/hostile')).toMatchObject({ judgement: { verdict: 'violates' } });
});
