/** A plain HTTP client knows no origins: https://fetch.spec.whatwg.org/#http-cors-protocol speaks to browsers only. */
import type { RequestPlan } from '../plan/types.ts';
import { get } from './header-list.ts';
import type { StepPrediction } from './prediction.ts';
import { NotModelled, fetchSpec } from './types.ts';
import type { UserAgent } from './user-agent.ts';

/** One request, whatever the answer; nothing is followed and nothing is checked. */
export function predictHttp(
  agent: UserAgent,
  { url: written, method, headers }: RequestPlan,
): Omit<StepPrediction, 'index'> {
  const url = new URL(written);
  const answer = agent.servers.answer(url, method, false, null);
  if (!answer) throw new NotModelled('what a plain HTTP client does without a readable answer');
  const decidedBy = {
    step: 'A plain HTTP client gets every answer: the CORS protocol binds browsers',
    link: fetchSpec('http-cors-protocol'),
  };
  agent.exchanges.push({
    method,
    url: `${url.origin}${url.pathname}${url.search}`,
    preflight: false,
    // Nothing stops such a client from setting it.
    origin: get(headers, 'origin'),
    headers,
    status: answer.status,
    answered: answer.headers,
    location: answer.headers.some(([name]) => name === 'location'),
    planned: answer.planned,
  });
  return {
    outcome: 'allowed',
    preflight: 'none',
    status: answer.status,
    originIsNull: false,
    worker: [],
    wire: agent.exchanges,
    decidedBy,
    trace: [decidedBy],
  };
}
