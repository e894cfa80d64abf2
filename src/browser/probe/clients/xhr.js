// A call through XMLHttpRequest: https://xhr.spec.whatwg.org/
// @ts-check
{
  const { blocked, clients, makeBody, urlOf } = /** @type {any} */ (globalThis).corsproof;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */

  const EVENTS = ['loadstart', 'abort', 'error', 'load', 'timeout', 'loadend'];

  /** @param {XMLHttpRequest} xhr @param {string[]} events */
  function listen(xhr, events) {
    xhr.addEventListener('readystatechange', () => {
      const event = `readystatechange(${xhr.readyState})`;
      // Loading fires once per chunk of the body: how many is chance.
      if (!(xhr.readyState === 3 && events.at(-1) === event)) events.push(event);
    });
    for (const event of EVENTS) xhr.addEventListener(event, () => events.push(event));
  }

  /** @param {XMLHttpRequest} xhr @param {string[]} events */
  function listenUpload(xhr, events) {
    for (const event of EVENTS) xhr.upload.addEventListener(event, () => events.push(`upload.${event}`));
  }

  /** @param {XMLHttpRequest} xhr @returns {[string, string][]} */
  function headersOf(xhr) {
    return xhr
      .getAllResponseHeaders()
      .split('\r\n')
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  }

  /** @param {XMLHttpRequest} xhr */
  async function bodyOf(xhr) {
    if (xhr.responseType === '' || xhr.responseType === 'text') return xhr.responseText;
    if (xhr.responseType === 'json') return JSON.stringify(xhr.response);
    if (xhr.response === null) return '';
    return new Response(xhr.response).text();
  }

  clients.xhr = async (/** @type {ProbeRequest} */ request) => {
    const options = request.xhr ?? {};
    const xhr = new XMLHttpRequest();
    /** @type {string[]} */
    const events = [];
    listen(xhr, events);
    const ended = new Promise((resolve) => xhr.addEventListener('loadend', resolve));
    const sync = options.async === false;
    /** @type {string | undefined} */
    let refused;
    const includeCredentials = () => {
      try {
        xhr.withCredentials = true;
      } catch (error) {
        refused = /** @type {Error} */ (error).name;
      }
    };
    const when = options.withCredentials ?? 'after-open';
    const at = (/** @type {string} */ moment) =>
      request.credentials === 'include' && when === moment && includeCredentials();
    try {
      at('before-open');
      xhr.open(request.method, urlOf(request.url), !sync, options.user ?? null, options.password ?? null);
      at('after-open');
      xhr.addEventListener('readystatechange', () => xhr.readyState === 2 && at('on-headers'));
      for (const [name, value] of request.headers) xhr.setRequestHeader(name, value);
      if (options.responseType !== undefined) xhr.responseType = options.responseType;
      if (options.timeout !== undefined) xhr.timeout = options.timeout;
      if (options.upload === 'before-send') listenUpload(xhr, events);
      if (options.abort === 'on-headers') {
        xhr.addEventListener('readystatechange', () => xhr.readyState === 2 && xhr.abort());
      }
      xhr.send(/** @type {any} */ (makeBody(request.body)) ?? null);
      at('after-send');
      if (options.upload === 'after-send') listenUpload(xhr, events);
    } catch (error) {
      const { status, readyState } = xhr;
      return blocked(error, { status, readyState, events });
    }
    if (!sync) await ended;
    at('on-end');
    const { status, statusText, responseURL: url, readyState } = xhr;
    const headers = headersOf(xhr);
    const failed = ['error', 'abort', 'timeout'].find((event) => events.includes(event));
    const seen = { status, statusText, url, readyState, headers, body: await bodyOf(xhr), events };
    if (failed) return { outcome: 'blocked', ...seen, error: failed };
    return { outcome: 'allowed', ...seen, ...(refused === undefined ? {} : { error: refused }) };
  };
}
