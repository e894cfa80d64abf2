/** The server's side of a WebSocket, as far as a case needs it: RFC 6455, sections 4.2.2 and 5.2. */
import { createHash } from 'node:crypto';
import type { AnswerPlan, HeaderPairs } from '../src/plan/types.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const FINAL_TEXT = 0x81;
const FINAL_CLOSE = 0x88;
const NORMAL_CLOSURE = [0x03, 0xe8];
/** Longest payload whose length fits the first form. */
const MAX_PAYLOAD = 125;

/** What ends the connection, once the client has said that it closes. */
export const CLOSE_FRAME = Buffer.from(frame(FINAL_CLOSE, NORMAL_CLOSURE));

/**
 * The literal answer that accepts a handshake and brings the body as one message. Throws if the body is longer than a
 * short frame holds. The server does not close first: Firefox loses a message that the end comes right behind.
 */
export function acceptWebSocket(answer: AnswerPlan, request: HeaderPairs): AnswerPlan {
  const key = request.find(([name]) => name.toLowerCase() === 'sec-websocket-key')?.[1] ?? '';
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  const headers: HeaderPairs = [
    ['upgrade', 'websocket'],
    ['connection', 'Upgrade'],
    ['sec-websocket-accept', accept],
    ...answer.headers.filter(([name]) => name !== 'content-type'),
  ];
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const message = Buffer.from(frame(FINAL_TEXT, Buffer.from(answer.body, 'utf8')));
  const raw = `HTTP/1.1 101 Switching Protocols\r\n${lines}\r\n${message.toString('latin1')}`;
  return { ...answer, raw };
}

function frame(first: number, payload: Iterable<number>): number[] {
  const bytes = [...payload];
  if (bytes.length > MAX_PAYLOAD)
    throw new Error(`the message has ${bytes.length} bytes, not at most ${MAX_PAYLOAD}`);
  return [first, bytes.length, ...bytes];
}
