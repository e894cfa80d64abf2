/**
 * The model of the standard as the screen asks it: what a browser does next with a call, once these answers have come. The
 * model is synchronous, so it starts anew with each answer; what it says is kept for calls of the same kind.
 */
import { predictStep } from '../fetch/predict-step.ts';
import { isRedirectStatus } from '../fetch/redirect.ts';
import { NotModelled, type Client, type Request } from '../fetch/types.ts';
import { UserAgent } from '../fetch/user-agent.ts';
import type { AnsweringServers, Answer as ModelAnswer } from '../fetch/world.ts';
import type { TryPlan } from '../plan/check.ts';
import type { BlockedAt, RequestPlan } from '../plan/types.ts';
import type { Answer } from './tried.ts';

/** A request goes out, the call has ended, or the model does not cover it. */
export type Next =
  | { kind: 'request'; request: Request; preflight: boolean }
  | { kind: 'end'; allowed: boolean; at: BlockedAt | undefined; readable: string[] }
  | { kind: 'not-modelled'; message: string };

export class BrowserModel {
  /** Serialised public origin of the target. */
  readonly target: string;
  readonly #known = new Map<string, Next>();

  constructor(target: string) {
    this.target = target;
  }

  /** What a browser does with the call after the answers `given` to what it has sent so far. Never throws. */
  next(plan: TryPlan, given: readonly Answer[]): Next {
    const key = kindOf(plan, given, this.target);
    const known = key === null ? undefined : this.#known.get(key);
    const next = known ?? predict(plan, given, this.target);
    if (key !== null) this.#known.set(key, next);
    if (next.kind !== 'request') return next;
    return { ...next, request: { ...next.request, origin: plan.origin, client: clientOf(plan) } };
  }
}

/**
 * The same for all calls with which a browser does the same, or null if nothing is sure to be so. Of an origin it matters
 * whether it is the target's and whether an answer names it, of an answer its status, its CORS headers and the names of
 * the others; where a redirect leads depends on more.
 */
function kindOf(plan: TryPlan, given: readonly Answer[], target: string): string | null {
  if (given.some(({ status }) => isRedirectStatus(status))) return null;
  const { origin, via, method, path, headers, body, credentials, upload } = plan;
  const answers = given.map((answer) => [
    answer.status,
    answer.headers.map(([name, value]) => {
      if (!/^access-control-/i.test(name)) return name;
      return value === origin ? [name] : [name, value];
    }),
  ]);
  const from = [origin === target, isSecure(plan)];
  return JSON.stringify([from, via, method, path, headers, body, credentials, upload, answers]);
}

function predict(plan: TryPlan, given: readonly Answer[], target: string): Next {
  const agent = new UserAgent(new Replay(given, target));
  agent.beginStep(Infinity);
  try {
    const { outcome, at, reveals } = predictStep(agent, requestOf(plan, target), clientOf(plan), plan.via);
    return { kind: 'end', allowed: outcome === 'allowed', at, readable: reveals ?? [] };
  } catch (error) {
    if (error instanceof Wanted)
      return { kind: 'request', request: error.request, preflight: error.preflight };
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'not-modelled', message };
  }
}

/** Thrown by the model where it wants an answer that the target has not given yet. */
class Wanted extends Error {
  readonly request: Request;
  readonly preflight: boolean;

  constructor(request: Request, preflight: boolean) {
    super('an answer is wanted');
    this.request = request;
    this.preflight = preflight;
  }
}

class Replay implements AnsweringServers {
  readonly #given: readonly Answer[];
  readonly #target: string;
  #asked = 0;

  constructor(given: readonly Answer[], target: string) {
    this.#given = given;
    this.#target = target;
  }

  reaches(url: URL): boolean {
    return url.origin === this.#target;
  }

  answer(_url: URL, _method: string, preflight: boolean, request: Request | null): ModelAnswer {
    const next = this.#given[this.#asked];
    this.#asked += 1;
    if (next) return { ...next, body: '', delay: 0, planned: true };
    if (!request) throw new NotModelled('a plain HTTP client');
    throw new Wanted(request, preflight);
  }
}

function requestOf(
  { method, path, headers, body, credentials, upload }: TryPlan,
  target: string,
): RequestPlan {
  return {
    url: `${target}${path}`,
    method,
    headers,
    credentials,
    ...(body ? { body } : {}),
    ...(upload ? { xhr: { upload: 'before-send' } } : {}),
  };
}

/** A document of the origin, at the top. */
function clientOf(plan: TryPlan): Client {
  return {
    origin: plan.origin,
    window: true,
    secure: isSecure(plan),
    partitionKey: '',
    referrerPolicy: 'strict-origin-when-cross-origin',
    embedderPolicy: 'unsafe-none',
    contentSecurityPolicy: null,
    serviceWorker: null,
  };
}

function isSecure({ page }: TryPlan): boolean {
  return page.origin.startsWith('https:');
}
