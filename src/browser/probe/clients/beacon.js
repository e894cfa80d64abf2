// A call through navigator.sendBeacon(): https://w3c.github.io/beacon/#sec-processing-model
// @ts-check
{
  const { blocked, clients, makeBody } = /** @type {any} */ (globalThis).corsproof;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */

  clients.beacon = async (/** @type {ProbeRequest} */ request) => {
    try {
      const queued = navigator.sendBeacon(request.url, makeBody(request.body));
      return queued ? { outcome: 'opaque' } : { outcome: 'blocked', error: 'refused' };
    } catch (error) {
      return blocked(error);
    }
  };
}
