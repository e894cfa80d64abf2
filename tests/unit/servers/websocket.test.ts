/** The handshake of RFC 6455, section 1.3, with the key and the answer that stand there. */
import { expect, test } from 'vitest';
import { acceptWebSocket } from '../../../servers/websocket.ts';

const answer = (body: string) => ({
  status: 101,
  headers: [['content-type', 'text/plain']] as [string, string][],
  body,
});
const request: [string, string][] = [['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==']];

test('a handshake is accepted, and the body is one message', () => {
  const { raw } = acceptWebSocket(answer('Hello'), request);
  expect(raw).toBe(
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n' +
      'sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n\x81\x05Hello',
  );
});

test('a message that needs a longer frame is refused', () => {
  expect(() => acceptWebSocket(answer('x'.repeat(126)), request)).toThrow('126 bytes, not at most 125');
});
