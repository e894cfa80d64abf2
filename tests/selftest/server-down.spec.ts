/** A server that is down looks like a CORS block to the page: it must never be believed to be one. */
import { expect, test } from '@playwright/test';
import { ENGINES } from '../../src/browser/engine.ts';
import { plansOf, runPlans, scenario, withLab } from './support.ts';

const CASES = scenario(`
  - id: allowed
    expect: { outcome: allowed }
  - id: blocked
    routes: { api/item: { response: { headers: { access-control-allow-origin: null } } } }
    expect: { outcome: blocked, at: response }
  - id: blocked-before
    request: { method: PUT }
    routes: { api/item: { preflight: {} } }
    expect: { outcome: blocked, at: preflight, preflight: {} }
`);

for (const engine of ENGINES) {
  test(`a server that is down is inconclusive in ${engine}, never blocked`, async () => {
    const plans = plansOf(CASES);
    const [up, down] = await withLab(engine, {}, async (lab) => {
      const before = await runPlans(lab, plans);
      await (await lab.world()).kill('http://api.example.com:8080');
      return [before, await runPlans(lab, plans)];
    });
    expect(up.map(({ judgement }) => judgement.verdict)).toEqual(Array(6).fill('conforms'));
    expect(down.map(({ judgement }) => judgement.verdict)).toEqual(Array(6).fill('inconclusive'));
    for (const { judgement } of down)
      expect(judgement.differences.join()).toContain('nothing proves that the servers could be reached');
  });
}
