// A call through fetch(): https://fetch.spec.whatwg.org/#fetch-method
// @ts-check
{
  const { blocked, clients, fromFrameThatGoes, makeBody, urlOf } = /** @type {any} */ (globalThis).corsproof;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */

  clients.fetch = async (/** @type {ProbeRequest} */ request) => {
    /** @type {any} */
    const init = { method: request.method, headers: request.headers, credentials: request.credentials };
    const optional = /** @type {const} */ ([
      'mode',
      'cache',
      'redirect',
      'referrer',
      'referrerPolicy',
      'integrity',
      'keepalive',
      'priority',
    ]);
    for (const option of optional) if (request[option] !== undefined) init[option] = request[option];
    if (request.body) init.body = makeBody(request.body);
    if (request.body?.kind === 'stream') init.duplex = 'half';
    if (request.unload) {
      fromFrameThatGoes(
        (/** @type {any} */ scope) => void scope.fetch(request.url, init).catch(() => undefined),
      );
      return { outcome: 'opaque' };
    }
    let response;
    try {
      response = await fetch(urlOf(request.url), init);
    } catch (error) {
      return blocked(error);
    }
    const opaque = response.type === 'opaque' || response.type === 'opaqueredirect';
    const seen = {
      type: response.type,
      status: response.status,
      statusText: response.statusText,
      url: response.url,
      redirected: response.redirected,
      headers: [...response.headers],
    };
    try {
      return { outcome: opaque ? 'opaque' : 'allowed', ...seen, body: await response.text() };
    } catch (error) {
      return blocked(error, seen);
    }
  };
}
