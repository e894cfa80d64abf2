// The frame's side of the service worker that controls it; controller.js is the worker's.
// @ts-check
{
  const { corsproof } = /** @type {any} */ (globalThis);

  /** Asks the worker and resolves with what it answers. @param {any} message @returns {Promise<any>} */
  function ask(message) {
    const { controller } = navigator.serviceWorker;
    if (!controller) throw new Error('no service worker controls the frame');
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
    controller.postMessage(message, [port2]);
    return answered;
  }

  /** Says what to answer to a call, before it is made. */
  corsproof.instructWorker = (/** @type {import('./messages.ts').WorkerInstruction} */ instruction) =>
    ask({ instruct: instruction });

  /** What the worker has seen since it was instructed. @returns {Promise<string[]>} */
  corsproof.seenByWorker = (/** @type {string} */ key) => ask({ seen: key });
}
