/** What the standard says about every step of a plan. */
import { nominalAddresses, resolveText, resolveUrl, type Addresses } from '../plan/refs.ts';
import type { CasePlan, Client as Via, RequestPlan, StepPlan, WorkerPlan } from '../plan/types.ts';
import { clientOf } from './client.ts';
import { predictHttp } from './predict-http.ts';
import { wireOf } from './outcome.ts';
import { predictStep } from './predict-step.ts';
import type { Prediction, StepPrediction } from './prediction.ts';
import { NotModelled, fetchSpec } from './types.ts';
import { UserAgent } from './user-agent.ts';
import { Servers } from './world.ts';

export type { Prediction, StepPrediction } from './prediction.ts';

/** Predicts a plan as one client runs it, its first unless told; pure, without a browser or a server. */
export function predict(plan: CasePlan, via = plan.via[0] as Via): Prediction {
  return walk(plan, via, null);
}

/** `evictedBefore` is the step before which the HTTP cache drops all that it holds; nothing after it is predicted. */
function walk(plan: CasePlan, via: Via, evictedBefore: number | null): Prediction {
  const agent = new UserAgent(new Servers(plan));
  const addresses = nominalAddresses(plan.origins);
  const steps: StepPrediction[] = [];
  plan.steps.forEach((step, index) => {
    if (step.kind === 'wait') agent.wait(step.maxAge);
    if (step.kind === 'reload' || (step.kind === 'request' && step.from)) agent.leaveDocument();
    if (step.kind !== 'request' || (evictedBefore !== null && index > evictedBefore)) return;
    if (index === evictedBefore) agent.httpCache = [];
    const earlier = steps.find(({ outcome }) => outcome === 'unknown');
    if (earlier) agent.beginStep(plan.limit);
    steps.push(
      earlier ? unknown(index, agent, `an earlier step, and with it ${reasonOf(earlier)}`) : one(step, index),
    );
  });
  return { steps };

  function one(step: Extract<StepPlan, { kind: 'request' }>, index: number): StepPrediction {
    const request = resolveRequest(step.request, addresses);
    agent.beginStep(Math.min(request.xhr?.timeout ?? Infinity, plan.limit));
    try {
      if (via === 'http') return { index, ...predictHttp(agent, request) };
      const client = clientOf(plan, step.from ?? plan.from, request);
      const prediction = { index, ...predictStep(agent, request, client, step.via ?? via) };
      const asks = agent.usedHttpCache && evictedBefore === null;
      const evicted = asks ? walk(plan, via, index).steps.at(-1) : undefined;
      return { ...prediction, ...(evicted ? { evicted } : {}) };
    } catch (error) {
      if (error instanceof NotModelled) return unknown(index, agent, error.message);
      throw error;
    }
  }
}

function unknown(index: number, agent: UserAgent, reason: string): StepPrediction {
  const decidedBy = { step: `The model leaves out ${reason}`, link: fetchSpec('fetching') };
  return { index, ...wireOf(agent), outcome: 'unknown', decidedBy };
}

function reasonOf({ decidedBy }: StepPrediction): string {
  return decidedBy.step.replace('The model leaves out ', '');
}

function resolveRequest(request: RequestPlan, addresses: Addresses): RequestPlan {
  return {
    ...request,
    url: resolveUrl(request.url, addresses),
    headers: request.headers.map(([name, value]) => [name, resolveText(value, addresses)]),
    ...(request.worker ? { worker: resolveWorker(request.worker, addresses) } : {}),
  };
}

function resolveWorker(worker: WorkerPlan, addresses: Addresses): WorkerPlan {
  if (worker.kind === 'fetch') return { ...worker, url: resolveUrl(worker.url, addresses) };
  if (worker.kind !== 'response') return worker;
  return {
    ...worker,
    headers: worker.headers.map(([name, value]) => [name, resolveText(value, addresses)]),
  };
}
