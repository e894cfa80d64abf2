import { expect, test } from 'vitest';
import { CdpSession, childSessions, type CdpChannel } from '../../../src/browser/cdp-session.ts';

interface Wrapped {
  sessionId: string;
  message: string;
}

/** A browser that keeps what it is sent, and says what it is told to. */
function browser() {
  const sent: Wrapped[] = [];
  const listeners = new Map<string, (params: never) => void>();
  const channel: CdpChannel = {
    send: (_, params) => Promise.resolve(void sent.push(params as Wrapped)),
    on: (event, listener) => void listeners.set(event, listener),
  };
  return {
    sent,
    channel,
    say: (event: string, params: object) => listeners.get(event)?.(params as never),
    answer: (sessionId: string, message: object) =>
      listeners.get('Target.receivedMessageFromTarget')?.({
        sessionId,
        message: JSON.stringify(message),
      } as never),
  };
}

function page() {
  const { channel, ...rest } = browser();
  const pages = childSessions(channel);
  const session = new CdpSession(channel, 'p');
  pages.set('p', session);
  return { session, ...rest };
}

test('an answer finds its command, whatever the order', async () => {
  const { session, sent, answer } = page();
  const both = Promise.all([session.send('A', { a: 1 }), session.send('B')]);
  expect(sent.map(({ sessionId, message }) => [sessionId, JSON.parse(message) as unknown])).toEqual([
    ['p', { id: 1, method: 'A', params: { a: 1 } }],
    ['p', { id: 2, method: 'B', params: {} }],
  ]);
  answer('p', { id: 2, result: 'b' });
  answer('p', { id: 1, result: 'a' });
  expect(await both).toEqual(['a', 'b']);
});

test("an error is the browser's own words", async () => {
  const { session, answer } = page();
  const asked = session.send('A');
  answer('p', { id: 1, error: { message: 'no such thing' } });
  await expect(asked).rejects.toThrow('no such thing');
});

test('a frame speaks inside the session of its page', async () => {
  const { session, sent, answer } = page();
  const frame = new CdpSession(session, 'f');
  childSessions(session).set('f', frame);
  const asked = frame.send('A');
  const outer = JSON.parse(sent[0]?.message ?? '') as { params: Wrapped };
  expect(outer.params).toEqual({
    sessionId: 'f',
    message: JSON.stringify({ id: 1, method: 'A', params: {} }),
  });
  answer('p', {
    method: 'Target.receivedMessageFromTarget',
    params: { sessionId: 'f', message: JSON.stringify({ id: 1, result: 3 }) },
  });
  expect(await asked).toBe(3);
});

test.each([
  ['crashes', ({ answer }: ReturnType<typeof page>) => answer('p', { method: 'Inspector.targetCrashed' })],
  ['is detached', ({ say }: ReturnType<typeof page>) => say('Target.detachedFromTarget', { sessionId: 'p' })],
])('nobody waits for a page that %s', async (_, happens) => {
  const all = page();
  const asked = all.session.send('A');
  happens(all);
  await expect(asked).rejects.toThrow('the page has crashed or was closed');
  await expect(all.session.send('B')).rejects.toThrow('the page has crashed or was closed');
});
