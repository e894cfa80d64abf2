/** What a client cannot say is told, not dropped. */
import { expect, test } from 'vitest';
import { cannotSay } from '../../../src/plan/clients.ts';
import type { Client, Context, RequestPlan } from '../../../src/plan/types.ts';

const request = (over: Partial<RequestPlan> = {}): RequestPlan => ({
  url: '$api/item',
  method: 'GET',
  headers: [],
  credentials: 'same-origin',
  ...over,
});
const beacon = request({ method: 'POST', credentials: 'include' });

test.each<[Client, RequestPlan, Context, string | null]>([
  ['eventsource', request({ credentials: 'include' }), 'dedicated-worker', null],
  ['eventsource', request({ headers: [['x-a', '1']] }), 'document', 'eventsource has no headers'],
  ['eventsource', request({ method: 'PUT' }), 'document', 'eventsource has no method'],
  ['beacon', beacon, 'document', null],
  ['beacon', beacon, 'dedicated-worker', 'a dedicated-worker has no sendBeacon()'],
  [
    'beacon',
    request(),
    'document',
    'a beacon is a POST with credentials: say method: POST and credentials: include',
  ],
  ['img', request(), 'shared-worker', 'a shared-worker has no elements'],
  [
    'fetch',
    request({ crossorigin: '' }),
    'document',
    'fetch has no crossorigin, which is an attribute of elements',
  ],
])('%s of %j in a %s', (client, asked, context, reason) => {
  expect(cannotSay(client, asked, context)).toBe(reason);
});
