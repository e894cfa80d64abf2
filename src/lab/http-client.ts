/** A plain HTTP client, for the case that outside a browser there is no CORS, and for the lab's control requests. */
import http from 'node:http';
import https from 'node:https';
import type { World } from '../../servers/world.ts';
import type { StepReport } from '../browser/probe/messages.ts';
import type { RequestPlan } from '../plan/types.ts';
import { toPairs } from '../../servers/reply.ts';

const LIMIT = 5_000;

/**
 * Calls `url` on the server that stands for `origin`, straight over loopback. Rejects if it cannot be reached.
 */
export function callHttp(
  world: World,
  origin: string,
  url: string,
  request?: Pick<RequestPlan, 'method' | 'headers' | 'body'>,
  raw = false,
): Promise<StepReport> {
  const target = new URL(url);
  const port = world.portOf(origin, raw);
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
