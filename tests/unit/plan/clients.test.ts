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
  ['beacon', { ...beacon, unload: true }, 'document', null],
  ['beacon', { ...beacon, unload: true }, 'iframe', 'only a document makes a frame to unload, not a iframe'],
  ['fetch', request({ keepalive: true, unload: true }), 'document', null],
  ['fetch', request({ unload: true }), 'document', 'only a call with keepalive: true outlives its frame'],
  ['xhr', request({ unload: true }), 'document', 'XMLHttpRequest has no unload'],
  ['websocket', request({ credentials: 'include' }), 'dedicated-worker', null],
  ['websocket', request(), 'document', 'a WebSocket always has credentials: say credentials: include'],
  ['form', request({ credentials: 'include', method: 'PUT' }), 'document', 'a form has no method PUT'],
  [
    'form',
    request({ credentials: 'include', method: 'POST', body: { kind: 'text', text: 'a' } }),
    'document',
    'a form sends its fields: say body: { urlencoded: ... }',
  ],
  ['form', request({ credentials: 'include' }), 'dedicated-worker', 'a dedicated-worker has no forms'],
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
