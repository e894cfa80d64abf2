// Runs cases in bounded lanes, with a fence after every block.
// @ts-check
{
  const { corsproof } = /** @type {any} */ (globalThis);
  const { clients, delay } = corsproof;
  /** @typedef {import('./messages.ts').ProbeStep} ProbeStep */
  /** @typedef {import('./messages.ts').ProbeCase} ProbeCase */
  /** @typedef {import('./messages.ts').ProbeReport} ProbeReport */
  /** @typedef {import('./messages.ts').StepReport} StepReport */

  const GRACE_AFTER_MAX_AGE = 300;
  const QUIET_ROUNDS = 6;
  const ROUNDS_TO_BEGIN = 18;

  /** The case that a fence has begun. @type {string | undefined} */
  let begun;

  /** @param {ProbeStep} step @param {ProbeCase} plan @returns {Promise<StepReport>} */
  async function runStep(step, plan) {
    if (step.kind === 'wait') {
      await delay(step.maxAge * 1000 + GRACE_AFTER_MAX_AGE);
      return { outcome: 'waited' };
    }
    if (step.worker) await corsproof.instructWorker(step.worker);
    const started = performance.now();
    /** @type {StepReport} */
    let report;
    try {
      const call = clients[step.via ?? plan.via](step.request);
      const limit = delay(plan.limit).then(() => /** @type {StepReport} */ ({ outcome: 'timeout' }));
      report = await Promise.race([call, limit]);
    } catch (error) {
      report = corsproof.notMade(error);
    }
    report.ms = Math.round(performance.now() - started);
    if (step.worker) report.worker = await corsproof.seenByWorker(step.worker.key);
    if (step.documentCookies && typeof document !== 'undefined') report.documentCookies = document.cookie;
    for (const url of step.settle) await Promise.race([settle(url), delay(5_000)]);
    // The fence: once it has arrived, nothing that the engine sent before it is still on its way.
    if (report.outcome === 'blocked' || step.fence || step.settle.length > 0) {
      const [only, ...others] = step.fences;
      const then = step === plan.steps.at(-1) && others.length === 0 ? plan.then : undefined;
      if (only && then) {
        if (await Promise.race([raiseFence(`${only}/page/${then}`), delay(5_000)])) begun = then;
      } else await Promise.all(step.fences.map((url) => Promise.race([raiseFence(url), delay(5_000)])));
    }
    return report;
  }

  /**
   * Round trips of a preflight and its request, as a client that tells nothing makes them, until so many in a row have
   * found that no more of the case has reached its servers: what is slow, slows both. What has not begun, such as the
   * call of a frame that is gone, is given more of them.
   */
  async function settle(/** @type {string} */ url) {
    let seen = '0';
    for (let round = 0, quiet = 0; quiet < (seen === '0' ? ROUNDS_TO_BEGIN : QUIET_ROUNDS); round += 1) {
      const headers = { 'content-type': 'application/json' };
      const before = seen;
      seen = await fetch(`${url}/${round}`, { method: 'POST', headers, body: '{}', keepalive: true }).then(
        (answer) => answer.text(),
        () => before,
      );
      quiet = seen === before ? quiet + 1 : 0;
    }
  }

  /** Whether it has arrived. */
  const raiseFence = (/** @type {string} */ url) =>
    fetch(url, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    }).then(
      () => true,
      () => false,
    );

  /** @param {ProbeCase} plan @returns {Promise<ProbeReport>} */
  async function runCase(plan) {
    const steps = [];
    if (plan.begin && begun !== plan.key) await raiseFence(plan.begin);
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

  corsproof.run = run;
}
