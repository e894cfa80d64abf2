/** What comes of a resource that an element, or its like, loads. */
import type { Client as Via, RequestPlan } from '../plan/types.ts';
import { newElementRequest, tellElementRequest } from './element-request.ts';
import { fetchRequest } from './fetch-algorithm.ts';
import { integrityCheck } from './integrity.ts';
import { fetchModule, fetchModuleGraph, type FetchOne } from './module-graph.ts';
import { blocked, decisive, wireOf } from './outcome.ts';
import { preloadOf } from './preload.ts';
import type { StepPrediction } from './prediction.ts';
import { asGiven } from './service-worker.ts';
import { fetchSpec, type Client, type Decision, type Fetched, type Request } from './types.ts';
import type { UserAgent } from './user-agent.ts';

/** What these load may have any status. */
const TAKES_ANY_STATUS = new Set<Via>(['img', 'preload']);

/** `plan` with its references resolved. */
export function predictLoad(
  agent: UserAgent,
  plan: RequestPlan,
  client: Client,
  via: Via,
): Omit<StepPrediction, 'index'> {
  const request = newElementRequest(via, plan, client);
  agent.note(tellElementRequest(via, request));
  if (isModule(via, plan)) {
    const failed = failureOfModule(agent, request, via);
    return failed ? blocked(agent, failed, 'error') : loaded(agent, false);
  }
  const fetched = fetchRequest(agent, request);
  if (via === 'preload') agent.preloads = [...agent.preloads, preloadOf(request, fetched)];
  const failed = failureOf(fetched, request.integrity, TAKES_ANY_STATUS.has(via));
  if (failed) return blocked(agent, failed, 'error');
  // A preload gives the page nothing to read, whatever its tainting.
  return loaded(agent, isOpaque(fetched) && via !== 'preload');
}

function isModule(via: Via, { type }: RequestPlan): boolean {
  return ['module', 'modulepreload', 'import'].includes(via) || (via === 'worker' && type === 'module');
}

function failureOfModule(agent: UserAgent, request: Request, via: Via): Decision | null {
  if (via !== 'modulepreload') return fetchModuleGraph(agent, request, fetchOne);
  // Whether it fetches what the module imports is left to the user agent: no case asks.
  const module = fetchModule(agent, request, fetchOne);
  return 'failed' in module ? module.failed : null;
}

const fetchOne: FetchOne = (agent, request) => {
  const fetched = fetchRequest(agent, request);
  const failed = failureOf(fetched, request.integrity, false);
  if (failed) return { failed };
  return { response: (fetched as Extract<Fetched, { kind: 'response' }>).response };
};

function failureOf(fetched: Fetched, integrity: string, anyStatus: boolean): Decision | null {
  if (fetched.kind === 'network error') return fetched.decision;
  const { status } = fetched.response;
  if (!anyStatus && (status < 200 || status > 299))
    return { step: `${status} is not an ok status`, link: fetchSpec('ok-status') };
  return integrityCheck(integrity, fetched);
}

function isOpaque(fetched: Fetched): boolean {
  return fetched.kind === 'response' && asGiven(fetched).request.tainting === 'opaque';
}

/** The page can read what was loaded, or only use it. */
function loaded(agent: UserAgent, opaque: boolean): Omit<StepPrediction, 'index'> {
  return { ...wireOf(agent), outcome: opaque ? 'opaque' : 'allowed', decidedBy: decisive(agent) };
}
