// Scripts and modules. What a page can read of a script is what its errors tell; of a module, what it exports.
// @ts-check
{
  const { corsproof } = /** @type {any} */ (globalThis);
  const { clients, text, elements } = corsproof;
  const { FAILED, describe, firstOf } = elements;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */
  /** @typedef {import('../messages.ts').StepReport} StepReport */

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

  /** What a module exports as its default. @param {any} module @returns {StepReport} */
  const exported = (module) => ({ outcome: 'allowed', body: textOf(module.default) });

  /** @param {any} value */
  function textOf(value) {
    if (typeof CSSStyleSheet !== 'undefined' && value instanceof CSSStyleSheet)
      return [...value.cssRules].map((rule) => rule.cssText).join(' ');
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }

  clients.module = async (/** @type {ProbeRequest} */ request) => {
    const script = document.createElement('script');
    script.type = 'module';
    describe(script, request);
    const ended = firstOf(script, ['load', 'error']);
    script.src = request.url;
    document.head.append(script);
    const event = await ended;
    script.remove();
    // The module map has it by now: nothing more is fetched.
    return event === 'error' ? FAILED : exported(await importInPage(request.url));
  };

  /** Ways of running a code in the page, each with its own idea of what the code belongs to. */
  const ways = {
    script(/** @type {string} */ code) {
      const script = document.createElement('script');
      script.textContent = code;
      document.head.append(script);
      script.remove();
    },
    handler(/** @type {string} */ code) {
      const element = document.createElement('div');
      element.setAttribute('onclick', code);
      element.click();
    },
    timer: (/** @type {string} */ code) => void setTimeout(code, 0),
  };

  let imports = 0;

  /**
   * import() in a code of the page, which the probe itself is not where a driver evaluates it: WebKit takes that for a
   * code without a script. An engine that does not know import attributes can parse this file so.
   * @param {string} url @param {string} [type] @param {keyof typeof ways} [way] @returns {Promise<any>}
   */
  function importInPage(url, type, way = 'script') {
    const attributes = type === undefined ? '' : `, { with: { type: ${JSON.stringify(type)} } }`;
    const name = `imported${++imports}`;
    return new Promise((resolve, reject) => {
      let ran = way === 'timer';
      corsproof[name] = (/** @type {Promise<any>} */ promise) => {
        ran = true;
        promise.then(resolve, reject);
      };
      ways[way](`corsproof.${name}(import(${JSON.stringify(url)}${attributes}))`);
      if (!ran) reject(new Error('the code that imports did not run'));
    }).finally(() => delete corsproof[name]);
  }

  const EMPTY = /** @type {Record<string, string>} */ ({
    json: 'data:application/json,{}',
    css: 'data:text/css,',
  });

  clients.import = async (/** @type {ProbeRequest} */ { url, type, code }) => {
    if (type !== undefined) {
      try {
        await importInPage(EMPTY[type] ?? '', type);
      } catch (error) {
        throw new corsproof.Unsupported(`${type} modules`, { cause: error });
      }
    }
    try {
      return exported(await importInPage(url, type, code));
    } catch (error) {
      return { ...FAILED, message: text(error) };
    }
  };
}
