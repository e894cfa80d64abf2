/** Finds out, by trying, whether an engine keeps and sends a cookie across sites. */
import type { CasePlan, StepPlan } from '../plan/types.ts';
import type { Lab } from './lab.ts';
import type { Observation } from './observation.ts';
import { testTitle } from './visits.ts';

export type ThirdPartyCookies = 'stored' | 'blocked' | 'unknown';

const call: StepPlan = {
  kind: 'request',
  request: { url: '$api/cookie', method: 'GET', headers: [], credentials: 'include' },
  expect: { outcome: 'allowed', preflight: 'none' },
};

/** https and SameSite=None, called twice from another site: does the second call carry what the first one set? */
const PLAN: CasePlan = {
  id: 'lab/third-party-cookies/probe',
  title: 'A cookie set across sites',
  why: "Whether it is kept is each engine's own policy.",
  spec: ['cookies'],
  covers: [],
  area: 'lab',
  file: 'lab',
  line: 1,
  via: ['fetch'],
  from: { origin: 'app', context: 'document' },
  origins: {
    app: { origin: 'https://app.example.com', pageHeaders: [] },
    api: { origin: 'https://api.example.org', pageHeaders: [] },
  },
  routes: {
    '$api/cookie': {
      preflight: [],
      response: [
        {
          status: 200,
          headers: [
            ['access-control-allow-origin', '$app'],
            ['access-control-allow-credentials', 'true'],
            ['set-cookie', 'probe=1; SameSite=None; Secure; Path=/'],
          ],
          body: 'ok',
        },
      ],
    },
  },
  steps: [call, call],
  divergences: [],
  attribution: 'token',
  raw: false,
  limit: 10_000,
};

export async function probeThirdPartyCookies(lab: Lab): Promise<ThirdPartyCookies> {
  const seen: Observation[] = [];
  const entry = { plan: PLAN, via: 'fetch' as const, test: testTitle(PLAN, 'fetch') };
  // Beside the first visit, where the engine has sessions; else in the shared page, which then stands.
  await lab.run({ kind: 'waiting', entries: [entry] }, (_, observation) => seen.push(observation));
  const [observation] = seen;
  const second = observation?.wire[1];
  if (!second || observation.failure) return 'unknown';
  return second.requestHeaders.some(([name]) => name.toLowerCase() === 'cookie') ? 'stored' : 'blocked';
}
