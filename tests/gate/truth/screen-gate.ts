/** The gate as it is measured: the screen and the judge, without a browser. */
import type { EngineInfo } from '../../../src/browser/engine.ts';
import { isCheck, judgeCheck } from '../../../src/judge/check/judge-check.ts';
import { loadPolicy } from '../../../src/policy/suite.ts';
import type { Ask } from '../../../src/screen/ask.ts';
import { screenTarget } from '../../../src/screen/screen.ts';
import { verdictOf, type Gate } from './gate.ts';

const NO_ENGINE: EngineInfo = { engine: 'chromium', build: 'none', version: '0', driver: 'none' };

/** Screens a server that answers in this process, and judges what came of it. */
export const screenGate: Gate = async (policyText, askServer) => {
  const { plans, problems } = loadPolicy(policyText, '/policies/drawn.yaml');
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('; '));
  const ask: Ask = ({ method, path, headers, body }) => askServer({ method, path, headers, body });
  const checks = plans.filter(isCheck);
  const screened = await screenTarget(checks, {
    ask,
    concurrency: 1,
    cookies: 'session=1',
    changes: 'all',
  });
  const judged = checks.map((plan) => {
    const { tried = [], mechanisms = [] } = screened[plan.id] ?? {};
    const checked = { server: { name: 'unknown' as const }, screened: tried, mechanisms, pages: [] };
    const observation = {
      test: plan.id,
      attempt: 1,
      steps: [],
      wire: [],
      fences: [],
      console: [],
      checked,
      ms: 0,
    };
    return judgeCheck(plan, observation, NO_ENGINE);
  });
  return verdictOf(judged);
};
