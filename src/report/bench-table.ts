/** The table of bench/results.json. */
import type { BenchRecord } from './trust-records.ts';

const ms = (value: number) => `${value.toFixed(1)} ms`;
const times = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} x`;

/** What each road costs per test and what it is beside the others, as Markdown. */
export function benchTable({ cases, tests, rounds, cores, node, playwright, engines }: BenchRecord): string {
  type Engine = BenchRecord['engines'][number];
  const columns = engines.map(({ engine, version }) => `${engine} ${version}`);
  const row = (title: string, tell: (engine: Engine) => string) =>
    `| ${[title, ...engines.map(tell)].join(' | ')} |`;
  return [
    `${cases} cases, each through fetch and XMLHttpRequest: ${tests} tests; medians of ${rounds} rounds, ${cores} cores, Node ${node}, Playwright ${playwright}.`,
    '',
    `| per test | ${columns.join(' | ')} |`,
    `| --- |${columns.map(() => ' --- |').join('')}`,
    row('(a) a bare page and bare servers: the limit', ({ perTest }) => ms(perTest.bare)),
    row('(b) a context and page for each: the habit', ({ perTest }) => ms(perTest.habit)),
    row('(c) the lab alone', ({ perTest }) => ms(perTest.lab)),
    row('(d) `npx playwright test`, all of it', ({ perTest }) => ms(perTest.run)),
    row('(c) / (a)', ({ perTest }) => times(perTest.lab / perTest.bare)),
    row('(d) / (a)', ({ perTest }) => times(perTest.run / perTest.bare)),
    row('(b) / (d)', ({ perTest }) => times(perTest.habit / perTest.run)),
    row('the lab over https / over http', ({ perTest }) => times(perTest.labTls / perTest.lab)),
    row('the limit over https / over http', ({ perTest }) => times(perTest.bareTls / perTest.bare)),
    row('tests per second, all of it', ({ perTest }) => (1000 / perTest.run).toFixed(0)),
    row('peak memory of the runner', ({ memory }) => `${memory.runner} MB`),
    row('peak memory of the browser', ({ memory }) => `${memory.browser} MB`),
    '',
  ].join('\n');
}
