// Elements that fetch: whether they loaded, and whether the page can read what they loaded. Here: images.
// @ts-check
{
  const { corsproof } = /** @type {any} */ (globalThis);
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */
  /** @typedef {import('../messages.ts').StepReport} StepReport */

  const ATTRIBUTES = /** @type {const} */ (['crossorigin', 'integrity', 'referrerPolicy', 'as']);

  /** Sets what the request says about the element; an attribute that is left out is missing. */
  function describe(/** @type {Element} */ element, /** @type {ProbeRequest} */ request) {
    for (const name of ATTRIBUTES) {
      const value = request[name];
      if (value === undefined) element.removeAttribute(name);
      else element.setAttribute(name, value);
    }
  }

  /** Resolves with the name of the first of the events. @param {EventTarget} target @param {string[]} names @returns {Promise<string>} */
  const firstOf = (target, names) =>
    new Promise((resolve) => {
      for (const name of names) target.addEventListener(name, () => resolve(name), { once: true });
    });

  /** @type {StepReport} */
  const FAILED = { outcome: 'blocked', error: 'error', message: 'an error event was fired' };

  /** Shared by the clients that load something. */
  corsproof.elements = { FAILED, describe, firstOf };

  /** By URL, for steps that change an image. @type {Map<string, HTMLImageElement>} */
  const images = new Map();

  corsproof.clients.img = async (/** @type {ProbeRequest} */ request) => {
    const earlier = request.again ? images.get(request.url) : undefined;
    if (request.again && !earlier) throw new Error(`no earlier step has an image of ${request.url}`);
    const img = earlier ?? document.createElement('img');
    images.set(request.url, img);
    const ended = firstOf(img, ['load', 'error']);
    describe(img, request);
    if (!earlier) img.src = request.url;
    if ((await ended) === 'error') return FAILED;
    return corsproof.read(img, request.read);
  };
}
