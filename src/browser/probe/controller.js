// The service worker of a controlled frame: answers each case's request as it was told to, and keeps what it saw.
// @ts-check
{
  /** @typedef {import('./messages.ts').WorkerInstruction} WorkerInstruction */

  const scope = /** @type {any} */ (globalThis);
  /** By key. @type {Map<string, WorkerInstruction & { seen: string[] }>} */
  const told = new Map();

  scope.addEventListener('install', () => scope.skipWaiting());

  scope.addEventListener('message', (/** @type {any} */ { data, ports: [port] }) => {
    if (data.instruct) told.set(data.instruct.key, { ...data.instruct, seen: [] });
    port.postMessage(data.instruct ? 'told' : told.get(data.seen)?.seen);
  });

  scope.addEventListener('fetch', (/** @type {any} */ event) => {
    const { request } = event;
    const one = [...told.values()].find(({ key }) => request.url.includes(key));
    if (!one) return;
    one.seen.push(`${request.method} ${request.mode}`);
    if (request.url === one.url && one.answer.kind !== 'not-handled')
      event.respondWith(answer(one.answer, request));
  });

  /** @param {WorkerInstruction['answer']} plan @param {Request} request @returns {Promise<Response> | Response} */
  function answer(plan, request) {
    switch (plan.kind) {
      case 'request':
        return fetch(request);
      case 'fetch': {
        const { kind, url, ...init } = plan;
        return fetch(url, init);
      }
      case 'response':
        return new Response(plan.body, { status: plan.status, headers: plan.headers });
      default:
        return Response.error();
    }
  }
}
