// The probe: what runs inside the page, frame or worker, makes the calls of a case and says what script could see.
// A classic script with no imports, because it also runs in opaque origins. The lab calls `corsproof.start` and
// `corsproof.drain`; everything else happens here, so that a visit costs a handful of round trips.
// @ts-check
(() => {
  /** @typedef {import('./messages.ts').ProbeStep} ProbeStep */
  /** @typedef {import('./messages.ts').ProbeCase} ProbeCase */
  /** @typedef {import('./messages.ts').ProbeReport} ProbeReport */
  /** @typedef {import('./messages.ts').StepReport} StepReport */
  /** @typedef {import('./messages.ts').ProbeRequest} ProbeRequest */

  const scope = /** @type {any} */ (globalThis);
  if (scope.corsproof) return;

  const GRACE_AFTER_MAX_AGE = 300;
  const delay = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const text = (/** @type {any} */ error) => String(error?.message ?? error);

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

  /** @param {ProbeRequest} request @returns {Promise<StepReport>} */
  async function viaFetch(request) {
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
    let response;
    try {
      response = await fetch(urlOf(request.url), init);
    } catch (error) {
      return {
        outcome: 'blocked',
        error: /** @type {any} */ (error)?.name ?? 'unknown',
        message: text(error),
      };
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
      return {
        outcome: 'blocked',
        ...seen,
        error: /** @type {any} */ (error)?.name ?? 'unknown',
        message: `while the body was read: ${text(error)}`,
      };
    }
  }

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

  /** @param {ProbeRequest} request @returns {Promise<StepReport>} */
  async function viaXhr(request) {
    const options = request.xhr ?? {};
    const xhr = new XMLHttpRequest();
    /** @type {string[]} */
    const events = [];
    listen(xhr, events);
    const ended = new Promise((resolve) => xhr.addEventListener('loadend', resolve));
    const sync = options.async === false;
    try {
      xhr.open(request.method, urlOf(request.url), !sync, options.user ?? null, options.password ?? null);
      xhr.withCredentials = request.credentials === 'include';
      for (const [name, value] of request.headers) xhr.setRequestHeader(name, value);
      if (options.responseType !== undefined) xhr.responseType = options.responseType;
      if (options.timeout !== undefined) xhr.timeout = options.timeout;
      if (options.upload === 'before-send') listenUpload(xhr, events);
      if (options.abort === 'on-headers') {
        xhr.addEventListener('readystatechange', () => xhr.readyState === 2 && xhr.abort());
      }
      xhr.send(/** @type {any} */ (makeBody(request.body)) ?? null);
      if (options.upload === 'after-send') listenUpload(xhr, events);
      if (options.abort === 'after-send') xhr.abort();
    } catch (error) {
      const { status, readyState } = xhr;
      return {
        outcome: 'blocked',
        error: /** @type {any} */ (error)?.name ?? 'unknown',
        message: text(error),
        status,
        readyState,
        events,
      };
    }
    if (!sync && !(options.abort === 'after-send')) await ended;
    const { status, statusText, responseURL: url, readyState } = xhr;
    const headers = headersOf(xhr);
    const failed = ['error', 'abort', 'timeout'].find((event) => events.includes(event));
    const seen = { status, statusText, url, readyState, headers, body: await bodyOf(xhr), events };
    return failed ? { outcome: 'blocked', ...seen, error: failed } : { outcome: 'allowed', ...seen };
  }

  /** @param {ProbeStep} step @param {ProbeCase} plan @returns {Promise<StepReport>} */
  async function runStep(step, plan) {
    if (step.kind === 'wait') {
      await delay(step.maxAge * 1000 + GRACE_AFTER_MAX_AGE);
      return { outcome: 'waited' };
    }
    const started = performance.now();
    /** @type {StepReport} */
    let report;
    try {
      const call = (plan.via === 'xhr' ? viaXhr : viaFetch)(step.request);
      const limit = delay(plan.limit).then(() => /** @type {StepReport} */ ({ outcome: 'timeout' }));
      report = await Promise.race([call, limit]);
    } catch (error) {
      report = { outcome: 'harness-error', message: text(error) };
    }
    report.ms = Math.round(performance.now() - started);
    if (step.documentCookies && typeof document !== 'undefined') report.documentCookies = document.cookie;
    // The fence: once it has arrived, nothing that the engine sent before it is still on its way.
    if (report.outcome === 'blocked' || step.fence) {
      await Promise.all(step.fences.map((url) => Promise.race([raiseFence(url), delay(5_000)])));
    }
    return report;
  }

  const raiseFence = (/** @type {string} */ url) =>
    fetch(url, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    }).catch(() => undefined);

  /** @param {ProbeCase} plan @returns {Promise<ProbeReport>} */
  async function runCase(plan) {
    const steps = [];
    for (const step of plan.steps) steps.push(await runStep(step, plan));
    return { key: plan.key, steps };
  }

  /** Many cases at once in bounded lanes; those that wait get lanes of their own, those that freeze the page go last. */
  async function run(
    /** @type {ProbeCase[]} */ plans,
    /** @type {number} */ lanes,
    /** @type {(report: ProbeReport) => void} */ emit,
  ) {
    const freezing = plans.filter((plan) =>
      plan.steps.some((step) => step.kind === 'request' && step.request.xhr?.async === false),
    );
    const waiting = plans.filter((plan) => plan.steps.some((step) => step.kind === 'wait'));
    const rest = plans.filter((plan) => !freezing.includes(plan) && !waiting.includes(plan));
    const waits = waiting.map(async (plan) => emit(await runCase(plan)));
    const queue = rest.values();
    const lane = async () => {
      for (const plan of queue) emit(await runCase(plan));
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    await Promise.all(waits);
    for (const plan of freezing) emit(await runCase(plan));
  }

  /** @type {ProbeReport[]} */
  let finished = [];
  let wake = () => {};
  const keep = (/** @type {ProbeReport} */ report) => {
    finished.push(report);
    wake();
  };

  /** Finds or makes the caller, and returns how to send it cases. @param {any} caller @returns {Promise<{port?: any, post: (message: any) => void} | null>} */
  async function reach(caller) {
    const { context, probeUrl, frameUrl, name } = caller;
    const script = `<!doctype html><script src="${probeUrl}"></script>`;
    if (context === 'document') return null;
    if (context.endsWith('worker')) return reachWorker(context, probeUrl, name);
    const frame = document.createElement('iframe');
    const hello = nextMessage(
      scope,
      (event) => event.source === frame.contentWindow && event.data?.corsproof === 'hello',
    );
    if (context === 'sandboxed-iframe') frame.setAttribute('sandbox', 'allow-scripts');
    if (context === 'srcdoc') frame.srcdoc = script;
    else if (context === 'data-iframe') frame.src = `data:text/html,${encodeURIComponent(script)}`;
    else if (context === 'blob-iframe')
      frame.src = URL.createObjectURL(new Blob([script], { type: 'text/html' }));
    else frame.src = frameUrl;
    document.body.append(frame);
    await hello;
    return {
      port: frame.contentWindow,
      post: (/** @type {any} */ message) => frame.contentWindow?.postMessage(message, '*'),
    };
  }

  /** @param {string} context @param {string} probeUrl @param {string} name */
  async function reachWorker(context, probeUrl, name) {
    const source = `importScripts(${JSON.stringify(probeUrl)})`;
    if (context === 'shared-worker') {
      if (typeof SharedWorker === 'undefined')
        throw new Error('corsproof-unsupported: this engine has no shared workers');
      const { port } = new SharedWorker(probeUrl, name);
      port.start();
      port.addEventListener('message', ({ data }) => receive(data));
      return { post: (/** @type {any} */ message) => port.postMessage(message) };
    }
    if (context === 'service-worker') {
      if (!navigator.serviceWorker)
        throw new Error('corsproof-unsupported: this engine has no service workers here');
      const registration = await navigator.serviceWorker.register(probeUrl);
      const worker = registration.installing ?? registration.waiting ?? registration.active;
      if (!worker) throw new Error('the service worker was registered and is not there');
      while (worker.state !== 'activated') {
        if (worker.state === 'redundant') throw new Error('the service worker became redundant');
        await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
      }
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => receive(data);
      return {
        post: (/** @type {any} */ message) => worker.postMessage({ ...message, port: port2 }, [port2]),
      };
    }
    const url =
      context === 'data-worker'
        ? `data:text/javascript,${encodeURIComponent(source)}`
        : context === 'blob-worker'
          ? URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
          : probeUrl;
    const worker = new Worker(url);
    const failed = new Promise((_, reject) =>
      worker.addEventListener('error', (event) => reject(new Error(`the worker failed: ${event.message}`))),
    );
    const hello = nextMessage(worker, (event) => event.data?.corsproof === 'hello');
    await Promise.race([hello, failed]);
    worker.addEventListener('message', ({ data }) => receive(data));
    return { post: (/** @type {any} */ message) => worker.postMessage(message) };
  }

  /** @param {EventTarget} target @param {(event: MessageEvent) => boolean} wanted */
  function nextMessage(target, wanted) {
    return new Promise((resolve) => {
      const listener = (/** @type {any} */ event) => {
        if (!wanted(event)) return;
        target.removeEventListener('message', listener);
        resolve(event);
      };
      target.addEventListener('message', listener);
    });
  }

  /** @param {any} data */
  function receive(data) {
    if (data?.corsproof === 'report') keep(data.report);
  }

  scope.corsproof = {
    /** Begins a run: resolves once the caller stands, rejects if it cannot be made. @param {any} visit */
    async start(visit) {
      const limit = delay(20_000).then(() =>
        Promise.reject(new Error(`the ${visit.caller.context} did not start within 20 s`)),
      );
      const caller = await Promise.race([reach(visit.caller), limit]);
      if (!caller) {
        void run(visit.cases, visit.lanes, keep);
        return;
      }
      if (caller.port) {
        scope.addEventListener(
          'message',
          (/** @type {MessageEvent} */ event) => event.source === caller.port && receive(event.data),
        );
      }
      caller.post({ corsproof: 'run', cases: visit.cases, lanes: visit.lanes });
    },
    /** What has finished since the last call; waits a little for the first. @returns {Promise<ProbeReport[]>} */
    async drain() {
      if (finished.length === 0) {
        await Promise.race([delay(1_000), new Promise((resolve) => (wake = () => resolve(undefined)))]);
        await delay(finished.length > 0 ? 15 : 0);
      }
      const taken = finished;
      finished = [];
      return taken;
    },
  };

  // In a frame or worker: say hello, then wait for cases.
  const inWindow = typeof window !== 'undefined';
  if (inWindow && scope.parent === scope) return;
  const onRun = (/** @type {any} */ event, /** @type {(message: any) => void} */ reply) => {
    if (event.data?.corsproof !== 'run') return;
    const done = run(event.data.cases, event.data.lanes, (report) => reply({ corsproof: 'report', report }));
    event.waitUntil?.(done);
  };
  if (inWindow) {
    scope.addEventListener(
      'message',
      (/** @type {any} */ event) =>
        event.source === scope.parent && onRun(event, (message) => scope.parent.postMessage(message, '*')),
    );
    scope.parent.postMessage({ corsproof: 'hello' }, '*');
  } else if ('onconnect' in scope) {
    scope.addEventListener('connect', (/** @type {any} */ { ports: [port] }) => {
      port.onmessage = (/** @type {any} */ event) => onRun(event, (message) => port.postMessage(message));
    });
  } else if ('registration' in scope) {
    scope.addEventListener('install', () => scope.skipWaiting());
    scope.addEventListener('message', (/** @type {any} */ event) =>
      onRun(event, (message) => event.data.port.postMessage(message)),
    );
  } else {
    scope.addEventListener('message', (/** @type {any} */ event) =>
      onRun(event, (message) => scope.postMessage(message)),
    );
    scope.postMessage({ corsproof: 'hello' });
  }
})();
