/** Crashes and hangs inside a lab: verdicts stay right or inconclusive. Whole runs are in tests/trust/faults. */
import { expect, test } from '@playwright/test';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { ENGINES, type Engine, type EngineName } from '../../src/browser/engine.ts';
import { launchEngine } from '../../src/browser/launch.ts';
import { judge } from '../../src/judge/judge.ts';
import { isFailing } from '../../src/judge/verdict.ts';
import { Lab, type LabOptions } from '../../src/lab/lab.ts';
import { plansOf, runPlans, scenario, withLab } from './support.ts';

test.describe.configure({ mode: 'parallel' });

const MANY = Array.from({ length: 8 }, (_, i) => `  - id: c${i}\n    expect: { outcome: allowed }`).join(
  '\n',
);
/** What the browser of each engine is called in its command line. */
const BROWSER: Record<EngineName, RegExp> = {
  chromium: /--remote-debugging-pipe/,
  firefox: /firefox.* -profile|firefox.* --profile/,
  webkit: /MiniBrowser|WPEWebProcess|WebKitWebProcess/,
};

const fails: LabOptions['fails'] = (entry, observation, info) =>
  isFailing(judge(entry.plan, entry.via, observation, info).verdict);

for (const engine of ENGINES) {
  test(`a ${engine} that is killed in the middle of a visit is replaced, and nothing is lost`, async () => {
    const plans = plansOf(scenario(MANY, 1500));
    const judged = await withLab(engine, { fails }, async (lab) => {
      await runPlans(lab, plansOf(scenario('  - id: warm\n    expect: { outcome: allowed }')));
      setTimeout(() => killChildren(BROWSER[engine]), 500);
      return runPlans(lab, plans);
    });
    expect(judged).toHaveLength(16);
    expect(judged.map(({ judgement }) => judgement.verdict)).toEqual(Array(16).fill('conforms'));
    expect(Math.max(...judged.map(({ observation }) => observation.attempt))).toBe(2);
  });

  test(`a ${engine} that lives and opens no page is replaced, and its cases are run again`, async () => {
    let launched = 0;
    const launch = async (spki: string): Promise<Engine> => {
      const browser = await launchEngine(engine, { spki, headless: true });
      return ++launched > 1 ? browser : { ...browser, open: () => Promise.reject(new Error('wedged')) };
    };
    const lab = new Lab({ launch, fails });
    const judged = await runPlans(lab, plansOf(scenario('  - id: fine\n    expect: { outcome: allowed }')));
    await lab.close();
    expect(judged.map(({ judgement }) => judgement.verdict)).toEqual(['conforms', 'conforms']);
    expect(launched).toBe(2);
  });

  test(`a case that never ends is inconclusive in ${engine}, and hurts no other`, async () => {
    const cases = `
  - id: hangs
    limit: 400
    routes: { api/item: { response: { delay: 5000 } } }
    expect: { outcome: allowed }
  - id: fine
    expect: { outcome: allowed }`;
    const judged = await withLab(engine, {}, (lab) => runPlans(lab, plansOf(scenario(cases))));
    const verdicts = Object.fromEntries(
      judged.map(({ entry, judgement }) => [entry.test, judgement.verdict]),
    );
    expect(verdicts).toEqual({
      'selftest/inline/hangs via fetch': 'inconclusive',
      'selftest/inline/hangs via xhr': 'inconclusive',
      'selftest/inline/fine via fetch': 'conforms',
      'selftest/inline/fine via xhr': 'conforms',
    });
  });
}

test('a chromium that can start no process for pages is not alive, though it answers', async () => {
  const chromium = await launchEngine('chromium', { spki: '', headless: true });
  expect(await chromium.alive()).toBe(true);
  killChildren(/--type=zygote/);
  expect(await chromium.alive()).toBe(false);
  await chromium.close();
});

test('a style sheet that does not come lets the next one have its turn', async () => {
  const cases = `
  - id: hangs
    via: [style]
    limit: 3000
    routes: { api/item: { response: { delay: 5000 } } }
    expect: { outcome: opaque }
  - id: fine
    via: [style]
    routes: { api/item: { response: { headers: { content-type: text/css } } } }
    expect: { outcome: opaque }`;
  const judged = await withLab('chromium', {}, (lab) => runPlans(lab, plansOf(scenario(cases))));
  expect(judged.map(({ entry, judgement }) => [entry.test, judgement.verdict])).toEqual([
    ['selftest/inline/fine via style', 'conforms'],
    ['selftest/inline/hangs via style', 'inconclusive'],
  ]);
});

test('what failed is run again in the order in which tests ask for it', async () => {
  const cases = `
  - id: slow
    routes: { api/item: { response: { delay: 1000 } } }
    expect: { outcome: allowed }
  - id: quick
    expect: { outcome: allowed }`;
  const firstFails: LabOptions['fails'] = (_, { attempt }) => attempt === 1;
  const judged = await withLab('chromium', { fails: firstFails }, (lab) =>
    runPlans(lab, plansOf(scenario(cases))),
  );
  expect(judged.map(({ entry, observation }) => [entry.test, observation.attempt])).toEqual([
    ['selftest/inline/slow via fetch', 2],
    ['selftest/inline/slow via xhr', 2],
    ['selftest/inline/quick via fetch', 2],
    ['selftest/inline/quick via xhr', 2],
  ]);
});

test('what is cut off alone too has a last try in a new browser', async () => {
  const cases = `
  - id: hangs
    via: [fetch]
    limit: 400
    routes: { api/item: { response: { delay: 5000 } } }
    expect: { outcome: allowed }`;
  let launched = 0;
  const launch = (spki: string): Promise<Engine> => {
    launched++;
    return launchEngine('chromium', { spki, headless: true });
  };
  const lab = new Lab({ launch, fails });
  const [judged] = await runPlans(lab, plansOf(scenario(cases)));
  await lab.close();
  expect(judged?.judgement.verdict).toBe('inconclusive');
  expect(judged?.observation.attempt).toBe(3);
  expect(launched).toBe(2);
});

test('a port that is taken is no obstacle: every port is one that is free', async () => {
  const taken = await Promise.all(
    [80, 8080].map(
      (port) =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer();
          server.on('error', () => resolve(server));
          server.listen(port, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const judged = await withLab('chromium', {}, (lab) =>
    runPlans(lab, plansOf(scenario('  - id: fine\n    expect: { outcome: allowed }'))),
  );
  expect(judged.map(({ judgement }) => judgement.verdict)).toEqual(['conforms', 'conforms']);
  for (const server of taken) server.close();
});

function killChildren(name: RegExp): void {
  for (const pid of descendants(process.pid)) {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (name.test(line)) process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === pid)
    .map(Number);
  return children.flatMap((child) => [...descendants(child), child]);
}

function parentOf(pid: number): number {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return Number(/^\d+ \(.*\) \S (\d+)/s.exec(stat)?.[1] ?? 0);
}
