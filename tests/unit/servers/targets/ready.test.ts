import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { awaitReady } from '../../../../servers/targets/ready.ts';

const DAY = 86_400_000;

afterEach(() => vi.restoreAllMocks());

/** Waits for a server that answers 503 so many times before it is ready. */
async function waitFor(unready: number, timeout: number): Promise<void> {
  let asked = 0;
  const server = http.createServer((_, response) => response.writeHead(asked++ < unready ? 503 : 200).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await awaitReady(
      url,
      { path: '/', status: 200, timeout },
      () => null,
      () => '',
    );
  } finally {
    server.close();
  }
}

test('a target is waited for until it answers', () => waitFor(3, 20));

test('one that is not ready in time is told, with what it last said', async () => {
  await expect(waitFor(99, 0.1)).rejects.toThrow(
    /the target is not ready after 0\.1 s: .*it answers 503, not 200/,
  );
});

test('a clock that jumps makes the wait no shorter', async () => {
  vi.spyOn(Date, 'now')
    .mockReturnValueOnce(0)
    .mockReturnValue(400 * DAY);
  await waitFor(3, 20);
});
