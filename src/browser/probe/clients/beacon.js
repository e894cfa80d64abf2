// A call through navigator.sendBeacon(): https://w3c.github.io/beacon/#sec-processing-model
// @ts-check
{
  const { blocked, clients, fromFrameThatGoes, makeBody } = /** @type {any} */ (globalThis).corsproof;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */

  clients.beacon = async (/** @type {ProbeRequest} */ request) => {
    let queued = false;
    const call = (/** @type {any} */ scope) =>
      (queued = scope.navigator.sendBeacon(request.url, makeBody(request.body)));
    try {
      if (request.unload) fromFrameThatGoes(call);
      else call(globalThis);
      return queued ? { outcome: 'opaque' } : { outcome: 'blocked', error: 'refused' };
    } catch (error) {
      return blocked(error);
    }
  };
}
