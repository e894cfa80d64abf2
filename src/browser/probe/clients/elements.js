// Elements that fetch: whether they loaded, and whether the page can read what they loaded.
// @ts-check
{
  const { clients } = /** @type {any} */ (globalThis).corsproof;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */
  /** @typedef {import('../messages.ts').StepReport} StepReport */

  const ATTRIBUTES = /** @type {const} */ (['crossorigin', 'integrity', 'referrerPolicy']);

  /** Sets what the request says about the element; an attribute that is left out stays missing. */
  function describe(/** @type {Element} */ element, /** @type {ProbeRequest} */ request) {
    for (const name of ATTRIBUTES) {
      const value = request[name];
      if (value !== undefined) element.setAttribute(name.toLowerCase(), value);
    }
  }

  /** Resolves with the name of the first of the events. @param {EventTarget} target @param {string[]} names @returns {Promise<string>} */
  const firstOf = (target, names) =>
    new Promise((resolve) => {
      for (const name of names) target.addEventListener(name, () => resolve(name), { once: true });
    });

  /** @type {StepReport} */
  const FAILED = { outcome: 'blocked', error: 'error', message: 'the element fired an error event' };

  clients.img = async (/** @type {ProbeRequest} */ request) => {
    const img = document.createElement('img');
    describe(img, request);
    const ended = firstOf(img, ['load', 'error']);
    img.src = request.url;
    if ((await ended) === 'error') return FAILED;
    const context = document.createElement('canvas').getContext('2d');
    if (!context) throw new Error('this engine has no canvas here');
    context.drawImage(img, 0, 0, 1, 1);
    try {
      return { outcome: 'allowed', body: [...context.getImageData(0, 0, 1, 1).data].join(' ') };
    } catch (error) {
      return { outcome: 'opaque', message: String(error) };
    }
  };

  /** What is told of a script whose errors are muted: https://html.spec.whatwg.org/#report-an-exception */
  const MUTED = 'Script error.';

  clients.script = async (/** @type {ProbeRequest} */ request) => {
    const script = document.createElement('script');
    describe(script, request);
    const ended = firstOf(script, ['load', 'error']);
    /** @type {string | undefined} */
    let told;
    // Reported while the script runs, and its load event follows in the same task.
    const listen = (/** @type {ErrorEvent} */ event) => {
      if (document.currentScript === script) told = event.message;
    };
    addEventListener('error', listen);
    script.src = request.url;
    document.head.append(script);
    const event = await ended;
    removeEventListener('error', listen);
    script.remove();
    if (event === 'error') return FAILED;
    if (told === undefined)
      throw new Error('the script threw nothing, and only an error shows whether the page may read a script');
    return told === MUTED ? { outcome: 'opaque' } : { outcome: 'allowed', body: told };
  };
}
