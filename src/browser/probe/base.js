// The probe: what runs inside the page, frame or worker, makes the calls of a case and says what script could see.
// Classic scripts without imports, joined by source.ts, because they also run in opaque origins. The lab calls
// `corsproof.start` and `corsproof.drain`; everything else happens here, so that a visit costs a handful of round trips.
// @ts-check
{
  /** @typedef {import('./messages.ts').ProbeRequest} ProbeRequest */
  /** @typedef {import('./messages.ts').StepReport} StepReport */

  const clients = /** @type {Record<string, (request: ProbeRequest) => Promise<StepReport>>} */ ({});

  /** @param {ProbeRequest['body']} body */
  function makeBody(body) {
    if (!body) return undefined;
    switch (body.kind) {
      case 'text':
      case 'json':
        return body.text;
      case 'urlencoded':
        return new URLSearchParams(body.fields);
      case 'form-data': {
        const form = new FormData();
        for (const [name, value] of body.fields) form.append(name, value);
        return form;
      }
      case 'blob':
        return new Blob([body.text], { type: body.type });
      case 'bytes':
        return Uint8Array.from(atob(body.base64), (char) => char.charCodeAt(0));
      case 'stream':
        return new Response(body.text).body ?? undefined;
    }
  }

  /** `blob:self` stands for a blob made here and now. */
  const urlOf = (/** @type {string} */ url) =>
    url === 'blob:self' ? URL.createObjectURL(new Blob(['blob body'], { type: 'text/plain' })) : url;

  /** Calls from a frame that is removed in the same task: all that goes out goes out after it has been unloaded. */
  function fromFrameThatGoes(/** @type {(scope: any) => void} */ call) {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    try {
      call(frame.contentWindow);
    } finally {
      frame.remove();
    }
  }

  const delay = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /** Milliseconds after which the next has its turn, whatever has become of the one before. */
  const TURN = 2_000;
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();

  /**
   * Calls that change the style sheets of their page, one after another: with each that comes or goes WebKit makes all
   * fonts of `@font-face` anew, and forgets what they were loading.
   * @template T @param {() => Promise<T>} call @returns {Promise<T>}
   */
  function inTurn(call) {
    const turn = last.then(call);
    last = last.then(() => Promise.race([turn.catch(() => undefined), delay(TURN)]));
    return turn;
  }

  /** Thrown where this engine lacks a feature that a call needs. The message names it, after "this engine has no". */
  class Unsupported extends Error {}

  const text = (/** @type {any} */ error) => String(error?.message ?? error);

  /** The report of a call that could not be made. @param {unknown} error @returns {StepReport} */
  function notMade(error) {
    if (!(error instanceof Unsupported)) return { outcome: 'harness-error', message: text(error) };
    const { message, cause } = error;
    return {
      outcome: 'harness-error',
      unsupported: message,
      ...(cause === undefined ? {} : { message: text(cause) }),
    };
  }

  /** Shared by the parts of the probe. */
  const corsproof = {
    /** A call through each client: the request in, what script saw out. */
    clients,
    makeBody,
    urlOf,
    fromFrameThatGoes,
    inTurn,
    delay,
    text,
    Unsupported,
    notMade,
    /** A call that failed with an exception or event of this name. */
    blocked: (/** @type {any} */ error, /** @type {Partial<StepReport>} */ seen = {}) =>
      /** @type {StepReport} */ ({
        outcome: 'blocked',
        ...seen,
        error: error?.name ?? 'unknown',
        message: String(error?.message ?? error),
      }),
  };
  /** @type {any} */ (globalThis).corsproof = corsproof;
}
