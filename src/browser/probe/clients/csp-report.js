// A document that violates its own policy: https://w3c.github.io/webappsec-csp/#report-violation
// @ts-check
{
  const { clients } = /** @type {any} */ (globalThis).corsproof;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */

  // The frame stays: a report may go out after its load event.
  clients['csp-report'] = async (/** @type {ProbeRequest} */ request) => {
    const frame = document.createElement('iframe');
    frame.src = `/~corsproof/violation/${encodeURIComponent(request.url)}`;
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    document.body.append(frame);
    await loaded;
    return { outcome: 'opaque' };
  };
}
