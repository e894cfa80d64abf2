/** The policy gate on real servers: right ones are green, known mistakes red for the right cause, their fixed twins green in one engine each. */
import { expect, test } from '@playwright/test';
import { ENGINES } from '../../src/browser/engine.ts';
import { isFailing } from '../../src/judge/verdict.ts';
import { differencesOf, expectedIn } from './expected.ts';
import { runGate, type GateResults } from './run.ts';
import { gateTargets } from './targets.ts';

/** What one mistake may cost whoever reads the terminal, per engine. */
const MOST = { failures: 12, lines: 200 };
/** Lines that the reporter adds to the message of a failing test. */
const AROUND = 6;

const all = gateTargets();
let gate: GateResults | undefined;

test.describe('the policy gate', () => {
  test.describe.configure({ mode: 'default' });

  test.beforeAll(async () => {
    test.setTimeout(1_200_000);
    gate = await runGate(all);
  });

  for (const engine of ENGINES) {
    for (const { name, variant, plansIn, folder, engines } of all) {
      if (!engines.includes(engine)) continue;
      const own = () =>
        (gate?.[engine].results ?? []).filter((one) => one.target === name && one.variant === variant);
      const checks = plansIn(engine).length;
      if (variant === 'wrong')
        test(`${name} is found wrong for what is wrong in ${engine}`, () => {
          const results = own();
          expect(results).toHaveLength(checks);
          expect(differencesOf(results, expectedIn(folder, engine))).toEqual([]);
          const failing = results.filter(({ judgement }) => isFailing(judgement.verdict));
          expect(failing.length).toBeLessThanOrEqual(MOST.failures);
          const lines = failing.reduce((sum, one) => sum + one.lines + AROUND, 0);
          expect(lines).toBeLessThanOrEqual(MOST.lines);
        });
      else
        test(`${name}${variant === 'fixed' ? ', fixed,' : ''} is green in ${engine}`, () => {
          const results = own();
          expect(results).toHaveLength(checks);
          expect(differencesOf(results, [])).toEqual([]);
        });
    }
  }

  test.afterAll(() => {
    if (!gate) return;
    const lines = Object.entries(gate).map(([engine, { results, seconds }]) => {
      const count = (verdict: string) => results.filter((one) => one.judgement.verdict === verdict).length;
      return `${engine}: ${results.length} checks of ${new Set(results.map(({ target, variant }) => `${target} ${variant}`)).size} targets in ${seconds} s, ${count('conforms')} conform, ${count('violates')} violate, ${count('unsupported')} unsupported`;
    });
    console.log(`the policy gate\n  ${lines.join('\n  ')}`);
  });
});
