/** The report opens from disk in every engine, also when it holds ten thousand results. */
import { expect, test } from '@playwright/test';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Connections } from '../../servers/connections.ts';
import { Fabric } from '../../servers/fabric.ts';
import { ENGINES } from '../../src/browser/engine.ts';
import { launchEngine } from '../../src/browser/launch.ts';
import { assembled, many } from './made.ts';
import { written } from './browse.ts';

/** Runs in the page: how long it took to be ready, to filter, and to open a case; and what then stands there. */
const MEASURE = `async () => {
  const until = async (holds) => {
    while (!holds()) await new Promise((resolve) => requestAnimationFrame(resolve));
    return Math.round(performance.now());
  };
  const ready = await until(() => document.querySelector('#report[data-ready] .rows .chip'));
  const search = document.getElementById('q');
  search.value = 'case-1234';
  search.dispatchEvent(new Event('input'));
  const filtered = await until(() => document.querySelectorAll('.rows .chip').length === 6);
  const cases = document.querySelector('[role=status]').textContent;
  document.querySelector('.rows .chip').click();
  const opened = await until(() => document.querySelector('.diagram'));
  return { ready, filtering: filtered - ready, opening: opened - filtered, cases, title: document.querySelector('h1').textContent };
}`;

interface Measured {
  ready: number;
  filtering: number;
  opening: number;
  cases: string;
  title: string;
}

for (const engine of ENGINES)
  test(`ten thousand results open, filter and unfold in ${engine} within seconds`, async ({}, testInfo) => {
    const address = written(assembled(many(10_000)), testInfo, null);
    expect(statSync(fileURLToPath(address)).size).toBeLessThan(2_000_000);
    const fabric = new Fabric(() => null, new Connections());
    const browser = await launchEngine(engine, { spki: '', headless: true });
    try {
      const session = await browser.open({ socksPort: (await fabric.open('nowhere')).port });
      await session.goto(address);
      const measured = await session.run<Measured>(MEASURE);
      testInfo.annotations.push({ type: 'measured', description: JSON.stringify(measured) });
      expect(measured).toMatchObject({ cases: '1 case in 1 file', title: 'Fact 1234 holds' });
      // A loaded machine takes ten times as long as an idle one.
      expect(measured.ready).toBeLessThan(10_000);
      expect(measured.filtering).toBeLessThan(10_000);
      expect(measured.opening).toBeLessThan(10_000);
    } finally {
      await browser.close();
      await fabric.close();
    }
  });
