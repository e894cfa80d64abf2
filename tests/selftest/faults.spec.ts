/** Crashes, hangs and kills: verdicts stay right or inconclusive, and nothing is left behind. */
import { expect, test } from '@playwright/test';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINES, type EngineName } from '../../src/browser/engine.ts';
import { judge } from '../../src/judge/judge.ts';
import { isFailing } from '../../src/judge/verdict.ts';
import { pidsWith, processesWith } from './processes.ts';
import { plansOf, runPlans, scenario, withLab } from './support.ts';

const MANY = Array.from({ length: 8 }, (_, i) => `  - id: c${i}\n    expect: { outcome: allowed }`).join(
  '\n',
);
/** What the browser of each engine is called in its command line. */
const BROWSER: Record<EngineName, RegExp> = {
  chromium: /--remote-debugging-pipe/,
  firefox: /firefox.* -profile|firefox.* --profile/,
  webkit: /MiniBrowser|WPEWebProcess|WebKitWebProcess/,
};

for (const engine of ENGINES) {
  test(`a ${engine} that is killed in the middle of a visit is replaced, and nothing is lost`, async () => {
    const plans = plansOf(scenario(MANY, 1500));
    const fails = (
      ...[entry, observation, info]: Parameters<NonNullable<Parameters<typeof withLab>[1]['fails']>>
    ) => isFailing(judge(entry.plan, entry.via, observation, info).verdict);
    const judged = await withLab(engine, { fails }, async (lab) => {
      await runPlans(lab, plansOf(scenario('  - id: warm\n    expect: { outcome: allowed }')));
      setTimeout(() => killChildren(BROWSER[engine]), 500);
      return runPlans(lab, plans);
    });
    expect(judged).toHaveLength(16);
    expect(judged.map(({ judgement }) => judgement.verdict)).toEqual(Array(16).fill('conforms'));
    expect(Math.max(...judged.map(({ observation }) => observation.attempt))).toBe(2);
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

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    test(`after ${signal} nothing of a ${engine} run is left behind`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'corsproof-selftest-'));
      mkdirSync(join(folder, 'area'));
      writeFileSync(join(folder, 'area', 'slow.yaml'), scenario(MANY, 4000));
      const run = `selftest-${engine}-${signal}-${process.pid}`;
      const marker = `CORSPROOF_RUN=${run}`;
      const child = spawn(
        process.execPath,
        [
          playwrightCli(),
          'test',
          'tests/corpus.spec.ts',
          `--project=${engine}`,
          '--workers=1',
          '--reporter=line',
        ],
        {
          env: {
            ...process.env,
            CORSPROOF_RUN: run,
            CORSPROOF_SELECTION: '{"kind":"whole"}',
            TMPDIR: folder,
            CORSPROOF_SCENARIOS: folder,
            CORSPROOF_REPORT: join(folder, 'report'),
          },
          stdio: 'ignore',
        },
      );
      const ended = new Promise((resolve) => child.on('exit', resolve));
      await expect
        .poll(() => processesWith(marker).some((line) => BROWSER[engine].test(line)), { timeout: 60_000 })
        .toBe(true);
      if (signal === 'SIGINT') child.kill('SIGINT');
      else for (const pid of pidsWith(marker).filter(isWorker)) process.kill(pid, 'SIGKILL');
      if (signal === 'SIGKILL') child.kill('SIGKILL');
      await ended;
      await expect.poll(() => processesWith(marker), { timeout: 20_000 }).toEqual([]);
      await expect.poll(() => temporaryFolders(folder), { timeout: 10_000 }).toEqual([]);
      rmSync(folder, { recursive: true, force: true });
    });
  }
}

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

function isWorker(pid: number): boolean {
  return (
    existsSync(`/proc/${pid}/cmdline`) &&
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('workerProcessEntry')
  );
}

/** What a run with `folder` as its temporary folder has left there, Playwright's own cache aside. */
function temporaryFolders(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^corsproof-|profile|^playwright_/.test(name));
}

function playwrightCli(): string {
  return join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js');
}
