// A form that is sent into a frame: https://html.spec.whatwg.org/#form-submission-algorithm
// @ts-check
{
  const { clients } = /** @type {any} */ (globalThis).corsproof;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */

  let counter = 0;

  clients.form = async (/** @type {ProbeRequest} */ request) => {
    const frame = document.createElement('iframe');
    frame.name = `form${++counter}`;
    document.body.append(frame);
    const form = document.createElement('form');
    form.action = request.url;
    form.method = request.method;
    form.target = frame.name;
    for (const [name, value] of request.body?.kind === 'urlencoded' ? request.body.fields : []) {
      const input = document.createElement('input');
      input.name = name;
      input.value = value;
      form.append(input);
    }
    document.body.append(form);
    const loaded = new Promise((/** @type {(value: Document | null) => void} */ resolve) =>
      frame.addEventListener('load', () => {
        // The empty document that the frame begins with is no answer.
        if (frame.contentDocument?.URL !== 'about:blank') resolve(frame.contentDocument);
      }),
    );
    form.submit();
    const answer = await loaded;
    const body = answer?.body.textContent ?? '';
    form.remove();
    frame.remove();
    return answer ? { outcome: 'allowed', body } : { outcome: 'opaque' };
  };
}
