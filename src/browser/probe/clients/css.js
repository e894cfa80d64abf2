// Images that a style sheet names, each client under the name of the property. The styled element stands in a frame of
// its own, because no event tells how such a load ended, but the load event of a document waits for it.
// @ts-check
{
  const { Unsupported, clients } = /** @type {any} */ (globalThis).corsproof;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */
  /** @typedef {import('../messages.ts').StepReport} StepReport */

  /**
   * What is seen in the frame: where the text beside the float begins, whether the right half of the float can be hit, and
   * the status of the response in Resource Timing (undefined in an engine without it, null without an entry).
   * @typedef {{ left: number, hit: boolean, status: number | undefined | null }} Seen
   */

  /** Whether the image takes effect; the scenarios' image covers the left half of the float. @type {Record<string, (seen: Seen) => boolean>} */
  const applied = {
    'shape-outside': ({ left }) => left < 75,
    'clip-path': ({ hit }) => !hit,
    'mask-image': ({ status }) => status !== null && status !== 0,
    filter: ({ status }) => status !== null && status !== 0,
  };

  for (const property of Object.keys(applied)) {
    clients[property] = async (/** @type {ProbeRequest} */ { url }) =>
      applied[property]?.(await style(property, `url("${url}")`)) ? { outcome: 'allowed' } : FAILED;
  }

  clients['background-image'] = async (/** @type {ProbeRequest} */ { url, crossorigin }) => {
    const modifier = crossorigin === undefined ? '' : ` cross-origin(${crossorigin})`;
    const image = `url("${url}"${modifier})`;
    if (!CSS.supports('background-image', image)) throw new Unsupported('cross-origin() in url()');
    const { status } = await style('background-image', image);
    // Without the status, that it loaded is all that can be seen; with the modifier it loads by consent alone.
    const readable = status === undefined ? modifier !== '' : status !== 0;
    if (status === null || (modifier !== '' && !readable)) return FAILED;
    return { outcome: readable ? 'allowed' : 'opaque' };
  };

  /** @type {StepReport} */
  const FAILED = { outcome: 'blocked', error: 'none', message: 'the image takes no effect' };

  /** @param {string} property @param {string} value @returns {Promise<Seen>} */
  async function style(property, value) {
    const frame = document.createElement('iframe');
    // In view: a frame out of sight is not laid out.
    frame.style.cssText = 'position: fixed; top: 0; left: 0; width: 200px; height: 120px; border: 0';
    const told = new Promise((resolve) => {
      const listen = (/** @type {MessageEvent} */ event) => {
        if (event.source !== frame.contentWindow) return;
        removeEventListener('message', listen);
        resolve(event.data);
      };
      addEventListener('message', listen);
    });
    const declaration = `${property}: ${value}`.replaceAll("'", '%27');
    frame.srcdoc = `<!doctype html><body style="margin: 0"><div style="width: 150px">
      <div id="float" style='float: left; width: 100px; height: 100px; ${declaration}'></div><span id="text">a</span>
      </div><script>(${look.toString()})()</${'script'}>`;
    document.body.append(frame);
    try {
      return /** @type {Seen} */ (await told);
    } finally {
      frame.remove();
    }
  }

  /** Runs in the frame. */
  function look() {
    const text = /** @type {HTMLElement} */ (document.getElementById('text'));
    const float = document.getElementById('float');
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const entry = () => performance.getEntriesByType('resource')[0];
    addEventListener('load', async () => {
      await nextFrame();
      await nextFrame();
      // Firefox writes its entries after the load event; WebKit writes none of what failed, and nobody of what was not sent.
      for (const until = performance.now() + 1_000; !entry() && performance.now() < until;) await nextFrame();
      // Its left half can always be hit, but in WebKit not before the frame has its size.
      const isHit = (/** @type {number} */ x) => document.elementFromPoint(x, 50) === float;
      for (const until = performance.now() + 1_000; !isHit(25) && performance.now() < until;)
        await nextFrame();
      const hit = isHit(75);
      const timing = /** @type {PerformanceResourceTiming | undefined} */ (entry());
      parent.postMessage({ left: text.offsetLeft, hit, status: timing ? timing.responseStatus : null }, '*');
    });
  }
}
