// Finds or makes the caller (frame, worker) and hands cases to it; in a frame or worker, waits for them.
// @ts-check
(() => {
  const scope = /** @type {any} */ (globalThis);
  const { corsproof } = scope;
  const { Unsupported, delay, notMade, run } = corsproof;
  /** @typedef {import('./messages.ts').ProbeReport} ProbeReport */

  /** Milliseconds in which more reports may join the first: each round trip costs as much as a case. */
  const GATHER = 50;

  /** @type {ProbeReport[]} */
  let finished = [];
  let unfinished = 0;
  let wake = () => {};
  let wakeAtEnd = () => {};
  const keep = (/** @type {ProbeReport} */ report) => {
    finished.push(report);
    unfinished -= 1;
    wake();
    if (unfinished === 0) wakeAtEnd();
  };

  /** Finds or makes the caller, and returns how to send it cases. @param {any} caller @returns {Promise<{port?: any, post: (message: any) => void} | null>} */
  async function reach(caller) {
    const { context, probeUrl, frameUrl, name } = caller;
    const script = `<!doctype html><script src="${probeUrl}"></script>`;
    if (context === 'document') return null;
    if (context.endsWith('worker')) return reachWorker(context, probeUrl, name);
    if (context === 'controlled-iframe') await activate(caller.controllerUrl);
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
    else if (context !== 'blank-iframe') frame.src = frameUrl;
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    document.body.append(frame);
    if (context === 'blank-iframe') {
      await loaded;
      const element = frame.contentDocument?.createElement('script');
      if (element) frame.contentDocument?.body.append(Object.assign(element, { src: probeUrl }));
    }
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
      if (typeof SharedWorker === 'undefined') throw new Unsupported('shared workers');
      const { port } = new SharedWorker(probeUrl, name);
      port.start();
      port.addEventListener('message', ({ data }) => receive(data));
      return { post: (/** @type {any} */ message) => port.postMessage(message) };
    }
    if (context === 'service-worker') {
      const worker = await activate(probeUrl);
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

  /** Registers a service worker; it then controls what is loaded below its script. @param {string} url */
  async function activate(url) {
    if (!navigator.serviceWorker) throw new Unsupported('service workers here');
    const registration = await navigator.serviceWorker.register(url);
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    if (!worker) throw new Error('the service worker was registered and is not there');
    while (worker.state !== 'activated') {
      if (worker.state === 'redundant') throw new Error('the service worker became redundant');
      await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
    }
    return worker;
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

  /** Makes the caller and hands it the cases. Rejects if it cannot be made. @param {any} visit */
  async function begin(visit) {
    unfinished = visit.cases.length;
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
  }

  Object.assign(corsproof, {
    /**
     * Begins a run: resolves once the caller stands, or with the reason why it cannot be made, as data: of an error, each
     * driver passes on something else.
     * @param {any} visit @returns {Promise<import('./messages.ts').StartReport>}
     */
    async start(visit) {
      try {
        await begin(visit);
        return {};
      } catch (error) {
        const { unsupported, message } = notMade(error);
        return unsupported === undefined ? { error: message } : { unsupported };
      }
    },
    /** What has finished since the last call; waits a little for the first. @returns {Promise<ProbeReport[]>} */
    async drain() {
      if (finished.length === 0) {
        await Promise.race([delay(1_000), new Promise((resolve) => (wake = () => resolve(undefined)))]);
      }
      if (finished.length > 0 && unfinished > 0)
        await Promise.race([delay(GATHER), new Promise((resolve) => (wakeAtEnd = () => resolve(undefined)))]);
      const taken = finished;
      finished = [];
      return taken;
    },
  });

  // In a frame or worker: say hello, then wait for cases.
  const inWindow = typeof window !== 'undefined';
  if (inWindow && scope.parent === scope) return;
  const onRun = (/** @type {any} */ event, /** @type {(message: any) => void} */ reply) => {
    if (event.data?.corsproof !== 'run') return;
    const done = run(event.data.cases, event.data.lanes, (/** @type {ProbeReport} */ report) =>
      reply({ corsproof: 'report', report }),
    );
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
