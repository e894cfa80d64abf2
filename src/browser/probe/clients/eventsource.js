// A call through EventSource: https://html.spec.whatwg.org/#the-eventsource-interface
// @ts-check
{
  const { clients } = /** @type {any} */ (globalThis).corsproof;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */
  /** @typedef {import('../messages.ts').StepReport} StepReport */

  /** Ends with the first `message`; a stream that is to be resumed sends events called `part` before. */
  clients.eventsource = (/** @type {ProbeRequest} */ request) =>
    new Promise((/** @type {(report: StepReport) => void} */ resolve) => {
      const source = new EventSource(request.url, { withCredentials: request.credentials === 'include' });
      /** @type {string[]} */
      const data = [];
      let opened = false;
      const end = (/** @type {StepReport} */ report) => {
        source.close();
        resolve({ ...report, body: data.join(' ') });
      };
      source.addEventListener('open', () => (opened = true));
      source.addEventListener('part', (event) => data.push(event.data));
      source.addEventListener('message', (event) => {
        data.push(event.data);
        end({ outcome: 'allowed' });
      });
      source.addEventListener('error', () => {
        const { readyState } = source;
        const resumes = opened && readyState === EventSource.CONNECTING;
        opened = false;
        // Closing in the first error keeps it from trying again, which it may or may not do.
        if (!resumes) end({ outcome: 'blocked', error: 'error', readyState });
      });
    });
}
