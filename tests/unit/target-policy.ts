/** Policies as tests write them: one rule, with one thing changed. */
import type { CasePlan } from '../../src/plan/types.ts';
import type { CheckPlan, Question } from '../../src/plan/check.ts';
import { loadPolicy } from '../../src/policy/suite.ts';
import { APP, TARGET } from './target-server.ts';

export type CheckedPlan = CasePlan & { check: CheckPlan };

const RULE = {
  id: 'items',
  path: '/items',
  origins: [APP] as unknown,
  methods: ['GET', 'PUT'],
  headers: ['content-type'],
  credentials: true,
  expose: ['x-total'],
  'max-age': 600 as number | undefined,
  errors: { 404: '/none' } as Record<number, string>,
  refused: ['https://old.example.com'],
};

/** What a test changes of the rule, and what the policy says beside it. */
export interface PolicyChange {
  rule?: Partial<Record<string, unknown>>;
  policy?: Record<string, unknown>;
}

/** The policy as a text; JSON is YAML. */
export function policyText({ rule = {}, policy = {} }: PolicyChange = {}): string {
  return JSON.stringify({
    title: 'A shop',
    target: { origin: TARGET, command: 'node server.js' },
    rules: [{ ...RULE, ...rule }],
    ...policy,
  }).replace(/([,[{])"target":/, '$1\n"target":');
}

/** All checks of a policy; throws if it has a problem. */
export function checksOf(change: PolicyChange = {}): CheckedPlan[] {
  const { plans, problems } = loadPolicy(policyText(change), `${process.cwd()}/policies/shop.yaml`);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plans.filter((plan): plan is CheckedPlan => plan.check !== undefined);
}

export function checkOf(question: Question, change: PolicyChange = {}): CheckedPlan {
  const plan = checksOf(change).find(({ check }) => check.question === question);
  if (!plan) throw new Error(`the rule has no check ${question}`);
  return plan;
}
