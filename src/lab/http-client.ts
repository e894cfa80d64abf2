/** A plain HTTP client, for the case that outside a browser there is no CORS, and for the lab's control requests. */
import http from 'node:http';
import https from 'node:https';
import { CONTROL, type World } from '../../servers/world.ts';
import type { StepReport } from '../browser/probe/messages.ts';
import { serverNames } from '../plan/server-names.ts';
import type { RequestPlan } from '../plan/types.ts';
import { toPairs } from '../../servers/reply.ts';
import { text } from './errors.ts';
import { originOfUrl } from './prepare.ts';
import type { Running } from './running.ts';

const LIMIT = 5_000;

/**
 * Calls `url` on the server that stands for `origin`, straight over loopback. Rejects if it cannot be reached.
 */
export function callHttp(
  world: World,
  origin: string,
  url: string,
  request?: Pick<RequestPlan, 'method' | 'headers' | 'body'>,
  by: 'plain' | 'raw' | 'forward' = 'plain',
): Promise<StepReport> {
  const target = new URL(url);
  const port = world.portOf(origin, by);
  if (port === undefined) return Promise.reject(new Error(`no server stands for ${origin || url}`));
  const body = request?.body && 'text' in request.body ? request.body.text : undefined;
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: target.pathname + target.search,
      method: request?.method ?? 'GET',
      setHost: false,
      agent: false,
      timeout: LIMIT,
      ca: world.authority.ca,
      servername: target.hostname,
      headers: { host: target.host, ...Object.fromEntries(request?.headers ?? []) },
      checkServerIdentity: () => undefined,
    };
    const call = (target.protocol === 'https:' ? https : http).request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          outcome: 'allowed',
          status: response.statusCode ?? 0,
          statusText: response.statusMessage ?? '',
          headers: toPairs(response.rawHeaders),
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
      response.on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error('no answer in time')));
    call.on('error', reject);
    call.end(body);
  });
}

/** Makes the calls of a case, over plain HTTP. */
export async function callSteps(
  world: World,
  { entry: { plan }, segments, steps: reports }: Running,
): Promise<void> {
  for (const { steps, first } of segments) {
    for (const [index, step] of steps.entries()) {
      const planned = plan.steps[first + index];
      if (step.kind !== 'request' || planned?.kind !== 'request') continue;
      const origin = originOfUrl(plan, planned.request.url);
      const by = plan.raw ? 'raw' : 'plain';
      const report = await callHttp(world, origin, step.request.url, step.request, by).catch(
        (error: unknown): StepReport => ({
          outcome: 'harness-error',
          message: text(error),
        }),
      );
      reports.push(report);
    }
  }
}

/** A block needs proof that the servers could be reached; where no fence of the page arrived, the lab calls. */
export async function control(world: World, { token, entry: { plan }, steps }: Running): Promise<void> {
  const origins = new Set(serverNames(plan).map((name) => plan.origins[name]?.origin ?? ''));
  for (const [index, { outcome }] of steps.entries()) {
    if (outcome !== 'blocked') continue;
    const fences = world.log.get(token)?.fences ?? [];
    const missing = [...origins].filter(
      (origin) => !fences.some(({ to, step }) => to === origin && step >= index),
    );
    const call = (origin: string) =>
      callHttp(
        world,
        origin,
        `${origin}${CONTROL}fence/${token}/${index}/lab`,
        undefined,
        plan.check ? 'forward' : 'plain',
      );
    await Promise.allSettled(missing.map(call));
  }
}
