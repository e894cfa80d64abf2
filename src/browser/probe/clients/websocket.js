// A call through WebSocket: https://websockets.spec.whatwg.org/#the-websocket-interface
// @ts-check
{
  const { clients } = /** @type {any} */ (globalThis).corsproof;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */
  /** @typedef {import('../messages.ts').StepReport} StepReport */

  /** Ends with the first message. */
  clients.websocket = (/** @type {ProbeRequest} */ request) =>
    new Promise((/** @type {(report: StepReport) => void} */ resolve) => {
      const socket = new WebSocket(request.url.replace(/^http/, 'ws'));
      socket.addEventListener('message', ({ data }) => {
        resolve({ outcome: 'allowed', body: data });
        socket.close();
      });
      socket.addEventListener('error', () => resolve({ outcome: 'blocked', error: 'error' }));
      socket.addEventListener('close', ({ code }) =>
        resolve({ outcome: 'blocked', error: 'close', message: `closed with ${code} and without a message` }),
      );
    });
}
