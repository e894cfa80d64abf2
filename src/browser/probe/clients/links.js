// Links: style sheets, whose rules a page may read, and preloads, which give it nothing until they are used.
// @ts-check
{
  const { Unsupported, clients, elements, inTurn } = /** @type {any} */ (globalThis).corsproof;
  const { FAILED, describe, firstOf } = elements;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */

  /** A link that has loaded; null if it failed. @param {string} rel @param {ProbeRequest} request */
  async function load(rel, request) {
    const link = document.createElement('link');
    link.rel = rel;
    describe(link, request);
    const ended = firstOf(link, ['load', 'error']);
    link.href = request.url;
    document.head.append(link);
    return (await ended) === 'error' ? null : link;
  }

  clients.style = (/** @type {ProbeRequest} */ request) => inTurn(() => rulesOf(request));

  /** @param {ProbeRequest} request */
  async function rulesOf(request) {
    const link = await load('stylesheet', request);
    if (!link) return FAILED;
    try {
      return {
        outcome: 'allowed',
        body: [...(link.sheet?.cssRules ?? [])].map((rule) => rule.cssText).join(' '),
      };
    } catch (error) {
      return { outcome: 'opaque', message: String(error) };
    } finally {
      link.remove();
    }
  }

  for (const rel of ['preload', 'modulepreload']) {
    clients[rel] = async (/** @type {ProbeRequest} */ request) => {
      const { relList } = document.createElement('link');
      if (!relList.supports(rel)) throw new Unsupported(rel);
      return (await load(rel, request)) ? { outcome: 'allowed' } : FAILED;
    };
  }
}
