/** `corsproof serve ID`: the servers of one case, kept up, with a page to open by hand that shows what happens. */
import { spawn } from 'node:child_process';
import { CONTROL, World } from '../../servers/world.ts';
import { Pages } from '../lab/pages.ts';
import { mountOf, segmentsOf } from '../lab/prepare.ts';
import type { CasePlan } from '../plan/types.ts';
import { findCase } from './find-case.ts';
import { traceWire } from '../judge/words.ts';

export async function serve(id: string, { browser }: { browser?: string }): Promise<void> {
  const plan = findCase(id);
  if (typeof plan === 'string') {
    console.error(plan);
    process.exitCode = 1;
    return;
  }
  const exclusive: CasePlan = { ...plan, attribution: 'exclusive' };
  const pages = new Pages();
  const world = await World.create((path, received) =>
    path === 'serve' ? page(exclusive) : pages.answer(path, received),
  );
  for (const { origin } of Object.values(plan.origins)) await world.ensure(origin, plan.raw);
  const lane = await world.openLane('serve');
  world.mount(mountOf(exclusive, 'serve', lane.name));
  const url = `${plan.origins[plan.from.origin]?.origin ?? ''}${CONTROL}serve`;
  const flags = [
    `--proxy-server=socks5://127.0.0.1:${lane.port}`,
    `--ignore-certificate-errors-spki-list=${world.authority.spki}`,
    '--user-data-dir=/tmp/corsproof-serve',
    '--no-first-run',
  ];
  console.log(`${plan.id}: ${plan.title}\n`);
  for (const { origin } of Object.values(plan.origins))
    console.log(`  ${origin} is served on 127.0.0.1:${world.portOf(origin) ?? ''}`);
  console.log(
    `\nOpen ${url} in a browser whose SOCKS5 proxy is 127.0.0.1:${lane.port} (names resolved by the proxy):`,
  );
  console.log(`  chromium ${flags.join(' ')} ${url}\n\nCtrl-C ends it. Traffic:`);
  if (browser)
    spawn(browser, [...flags, url], { stdio: 'ignore', detached: true })
      .on('error', (error) => console.error(`${browser} did not start: ${error.message}`))
      .unref();
  watch(world);
}

/** Prints exchanges as they are answered. */
function watch(world: World): void {
  let told = 0;
  setInterval(() => {
    const exchanges = world.log.get('serve')?.exchanges ?? [];
    const fresh = exchanges.slice(told).filter(({ answered }) => answered !== null);
    told += fresh.length;
    if (fresh.length > 0)
      console.log(
        traceWire({ test: '', attempt: 1, steps: [], wire: fresh, fences: [], console: [], ms: 0 }).join(
          '\n',
        ),
      );
  }, 200);
}

/** A page with a button per client that makes the calls of the case and shows what script sees. */
function page(plan: CasePlan) {
  const steps = segmentsOf(plan, plan.via[0] ?? 'fetch', 'serve').flatMap((segment) =>
    segment.steps.map((step) => ({ ...step, fences: [], settle: [] })),
  );
  const data = JSON.stringify({ steps, via: plan.via, limit: plan.limit }).replaceAll('<', '\\u003c');
  const body = `<!doctype html><meta charset="utf-8"><title>${plan.id}</title><h1>${plan.id}</h1><p id="buttons"></p><pre id="out"></pre>
<script src="${CONTROL}probe.js"></script><script>
const plan = ${data};
for (const via of plan.via) {
  const button = document.createElement('button');
  button.textContent = 'call via ' + via;
  button.onclick = async () => {
    await corsproof.start({ caller: { context: 'document' }, lanes: 1, cases: [{ key: via, via, steps: plan.steps, limit: plan.limit }] });
    for (let reports = []; reports.length === 0; ) {
      reports = await corsproof.drain();
      if (reports.length > 0) document.getElementById('out').textContent = JSON.stringify(reports[0].steps, null, 2);
    }
  };
  document.getElementById('buttons').append(button);
}
</script>`;
  return { status: 200, headers: [['content-type', 'text/html; charset=utf-8']] as [string, string][], body };
}
