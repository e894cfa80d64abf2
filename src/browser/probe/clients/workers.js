// The script of a worker, and the scripts that a worker imports.
// @ts-check
{
  const { blocked, clients, elements, text } = /** @type {any} */ (globalThis).corsproof;
  const { FAILED } = elements;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */

  /** A worker that runs says so in a message, which is read. */
  clients.worker = async (/** @type {ProbeRequest} */ { url, type, credentials }) => {
    let worker;
    try {
      worker = new Worker(url, { ...(type === 'module' ? { type } : {}), credentials });
    } catch (error) {
      return blocked(error);
    }
    const report = await new Promise((resolve) => {
      worker.addEventListener('message', ({ data }) => resolve({ outcome: 'allowed', body: String(data) }));
      worker.addEventListener('error', ({ message }) => resolve(message ? { ...FAILED, message } : FAILED));
    });
    worker.terminate();
    return report;
  };

  /** An imported script sets `ran` and throws: what is told of its error shows whether the worker may read it. */
  clients['import-scripts'] = async (/** @type {ProbeRequest} */ { url }) => {
    const scope = /** @type {any} */ (globalThis);
    scope.ran = false;
    try {
      scope.importScripts(url);
    } catch (error) {
      if (!scope.ran) return blocked(error);
      // A muted error is replaced: https://html.spec.whatwg.org/#run-a-classic-script
      const muted = /** @type {any} */ (error)?.name === 'NetworkError';
      return muted ? { outcome: 'opaque' } : { outcome: 'allowed', body: text(error) };
    }
    throw new Error('the script threw nothing, and only an error shows whether the worker may read a script');
  };
}
