/** Turns a case into what runs: addresses with its token, routes for the servers, steps for the probe. */
import { isDeepStrictEqual } from 'node:util';
import type { Mount, MountedRoute } from '../../servers/mount.ts';
import { CONTROL } from '../../servers/world.ts';
import type { ProbeStep, WorkerInstruction } from '../browser/probe/messages.ts';
import { pageOrigins } from '../plan/caller.ts';
import { leavesNothing } from '../plan/leaves-nothing.ts';
import { nominalAddresses, resolveText, resolveUrl, type Addresses } from '../plan/refs.ts';
import { serverNames } from '../plan/server-names.ts';
import { tellsNothing } from '../plan/clients.ts';
import type {
  AnswerPlan,
  CallerPlan,
  CasePlan,
  Client,
  HeaderPairs,
  RequestPlan,
  WorkerPlan,
} from '../plan/types.ts';

/** Where the origins of a case are found under `token`; nominal where it has a lane of its own. */
export function addressesOf(plan: CasePlan, token: string): Addresses {
  const addresses = nominalAddresses(plan.origins);
  if (plan.attribution === 'exclusive') return addresses;
  const shared = leavesNothing(plan);
  const pages = pageOrigins(plan);
  for (const [name, { origin }] of Object.entries(plan.origins)) {
    addresses[name] =
      shared || pages.has(name) || !takesSubdomain(origin)
        ? { origin, base: `${origin}/~${token}` }
        : { origin: withToken(origin, token), base: withToken(origin, token) };
  }
  return addresses;
}

/** Takes the token out of a text again, so that reports read as the case was written. */
export function withoutToken(text: string, token: string): string {
  return text.replaceAll(`${token}.`, '').replaceAll(`/~${token}`, '');
}

export function takesSubdomain(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname.includes('.') && !/^[\d.]+$/.test(hostname);
}

/** The nominal origin of a URL written `$name/path`; an empty text for one without a name. */
export function originOfUrl(plan: CasePlan, url: string): string {
  const [, name = ''] = /^\$([a-z][a-z0-9]*)\//.exec(url) ?? [];
  return plan.origins[name]?.origin ?? '';
}

function withToken(origin: string, token: string): string {
  return origin.replace('://', `://${token}.`);
}

export function mountOf(plan: CasePlan, token: string, lane: string | null): Mount {
  const addresses = addressesOf(plan, token);
  const routes = new Map<string, MountedRoute>();
  for (const [place, route] of Object.entries(plan.routes)) {
    const path = place.slice(place.indexOf('/'));
    const origin = originOfUrl(plan, place);
    const resolve = (answer: AnswerPlan) => resolveAnswer(answer, addresses);
    routes.set(`${origin} ${path}`, {
      preflight: route.preflight.map(resolve),
      response: route.response.map(resolve),
    });
  }
  return { key: token, lane, raw: plan.raw, routes };
}

function resolveAnswer(answer: AnswerPlan, addresses: Addresses): AnswerPlan {
  const headers = answer.headers.map(([name, value]): [string, string] => [
    name,
    isUrlHeader(name) ? resolveUrl(value, addresses) : resolveText(value, addresses),
  ]);
  const raw = answer.raw === undefined ? {} : { raw: resolveText(answer.raw, addresses) };
  return { ...answer, headers, body: resolveText(answer.body, addresses), ...raw };
}

function isUrlHeader(name: string): boolean {
  return name === 'location';
}

/** The steps of a case cut at every reload and change of caller: each part runs in a page of its own. */
export interface Segment {
  caller: CallerPlan;
  steps: ProbeStep[];
  /** Index of the first step within the plan. */
  first: number;
  /** Whether the page is loaded anew by a step of the case, which then has a report. */
  reloaded: boolean;
}

export function segmentsOf(plan: CasePlan, via: Client, token: string): Segment[] {
  const addresses = addressesOf(plan, token);
  const origins = serverNames(plan);
  const control = (name: string, path: string) => `${addresses[name]?.origin ?? ''}${CONTROL}${path}`;
  const segments: Segment[] = [{ caller: plan.from, steps: [], first: 0, reloaded: false }];
  plan.steps.forEach((step, index) => {
    let current = segments.at(-1) as Segment;
    if (step.kind === 'reload') {
      segments.push({ caller: current.caller, steps: [], first: index + 1, reloaded: true });
      return;
    }
    if (step.kind === 'wait') {
      current.steps.push({ kind: 'wait', maxAge: step.maxAge });
      return;
    }
    const caller = step.from ?? plan.from;
    if (!isDeepStrictEqual(caller, current.caller)) {
      current = { caller, steps: [], first: index, reloaded: false };
      segments.push(current);
    }
    const { worker, ...asked } = step.request;
    const request = resolveRequest(asked, addresses);
    const controlled = caller.context === 'controlled-iframe';
    current.steps.push({
      kind: 'request',
      request,
      fences: origins.map((name) => control(name, `fence/${token}/${index}`)),
      fence: plan.steps.length > 1 || plan.check !== undefined,
      settle: tellsNothing(step.via ?? via, step.request)
        ? origins.map((name) => control(name, `open/${token}/${index}`))
        : [],
      documentCookies: step.expect.documentCookies !== undefined,
      ...(step.via ? { via: step.via } : {}),
      ...(controlled
        ? { worker: instruction(plan, token, request.url, resolveWorker(worker, addresses)) }
        : {}),
    });
  });
  return segments.filter(({ steps, reloaded }) => steps.length > 0 || reloaded);
}

function resolveRequest(request: RequestPlan, addresses: Addresses): RequestPlan {
  const headers: HeaderPairs = request.headers.map(([name, value]) => [name, resolveText(value, addresses)]);
  const { body } = request;
  const text = body && 'text' in body ? { body: { ...body, text: resolveText(body.text, addresses) } } : {};
  const referrer =
    request.referrer === undefined ? {} : { referrer: resolveUrl(request.referrer, addresses) };
  return { ...request, url: resolveUrl(request.url, addresses), headers, ...text, ...referrer };
}

/** A case in a lane of its own has no token in its URLs, and its worker to itself. */
function instruction(
  { attribution }: CasePlan,
  token: string,
  url: string,
  answer: WorkerPlan,
): WorkerInstruction {
  return { key: attribution === 'exclusive' ? '' : token, url, answer };
}

function resolveWorker(worker: WorkerPlan = { kind: 'not-handled' }, addresses: Addresses): WorkerPlan {
  if (worker.kind === 'fetch') return { ...worker, url: resolveUrl(worker.url, addresses) };
  if (worker.kind !== 'response') return worker;
  const { headers, body } = resolveAnswer(worker, addresses);
  return { ...worker, headers, body };
}
