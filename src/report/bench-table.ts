/** The tables of bench/results.json: what each road costs, what was aimed at, and where the time of a test goes. */
import { megabytes, ms, nodeTime, seconds, times } from './bench-figures.ts';
import { limitsMissed, targetsTable } from './bench-targets.ts';
import type { BenchRecord, EngineBench } from './trust-records.ts';

/** Row of a table. */
type Row = (title: string, tell: (engine: EngineBench) => string | undefined) => string;

/** Everything that was measured, as Markdown. */
export function benchTable(bench: BenchRecord): string {
  const { engines } = bench;
  const columns = engines.map(({ engine, version }) => `${engine} ${version}`);
  const row: Row = (title, tell) =>
    `| ${[title, ...engines.map((engine) => tell(engine) ?? '')].join(' | ')} |`;
  const table = (title: string, rows: string[]) =>
    [
      `| ${[title, ...columns].join(' | ')} |`,
      `| --- |${columns.map(() => ' ---: |').join('')}`,
      ...rows,
    ].join('\n');
  return `${[
    circumstances(bench),
    table('per test', [...roadRows(bench, row), ...otherRows(bench, row)]),
    targetsTable(bench),
    limitsMissed(bench).join('\n'),
    ...(engines.some(({ profile }) => profile)
      ? [
          'Where the time of one test goes, with one worker: of node as its profiles tell, of the browser as the system counts\nprocessor time. What node itself does belongs to its nearest caller that is named here.',
          table('per test', profileRows(bench, row)),
        ]
      : []),
  ]
    .filter(Boolean)
    .join('\n\n')}\n`;
}

function circumstances({ cores, node, playwright, engines, floor }: BenchRecord): string {
  const sizes = new Set(
    engines.flatMap(({ roads }) =>
      roads
        ? [
            `${roads.cases} cases, each through fetch and XMLHttpRequest: ${2 * roads.cases} tests, medians of ${roads.rounds} rounds`,
          ]
        : [],
    ),
  );
  const empty = floor ? [`${floor.tests} empty tests, medians of ${floor.rounds} rounds`] : [];
  return `${[...sizes, ...empty].join('; ')}${sizes.size + empty.length > 0 ? '; ' : ''}${cores} cores, Node ${node}, Playwright ${playwright}.`;
}

function roadRows({ floor }: BenchRecord, row: Row): string[] {
  const road = (title: string, tell: (roads: NonNullable<EngineBench['roads']>) => string) =>
    row(title, ({ roads }) => roads && tell(roads));
  return [
    road('(a) a bare page and bare servers: the limit', ({ perTest }) => ms(perTest.bare)),
    road('(b) a context and page for each: the habit', ({ perTest }) => ms(perTest.habit)),
    road('(c) the lab alone', ({ perTest }) => ms(perTest.lab)),
    road('(d) `npx playwright test`, all of it', ({ perTest }) => ms(perTest.run)),
    ...(floor
      ? [
          row("(e) as many empty Playwright tests: the runner's own cost", () => ms(floor.empty)),
          row("... without Playwright's own fixtures, as cases are declared", () => ms(floor.declared)),
        ]
      : []),
    road('(c) / (a)', ({ perTest }) => times(perTest.lab / perTest.bare)),
    road('(d) / (a)', ({ perTest }) => times(perTest.run / perTest.bare)),
    road('(b) / (d)', ({ perTest }) => times(perTest.habit / perTest.run)),
    ...(floor ? [road('(d) / (e)', ({ perTest }) => times(perTest.run / floor.empty))] : []),
    road('the lab over https / over http', ({ perTest }) => times(perTest.labTls / perTest.lab)),
    road('the limit over https / over http', ({ perTest }) => times(perTest.bareTls / perTest.bare)),
    road('tests per second, all of it', ({ perTest }) => (1000 / perTest.run).toFixed(0)),
    road('peak memory of the runner', ({ memory }) => megabytes(memory.runner)),
    road('peak memory of the browser', ({ memory }) => megabytes(memory.browser)),
  ];
}

function otherRows({ engines, reading }: BenchRecord, row: Row): string[] {
  const sizes = [...new Set(engines.flatMap(({ growth = [] }) => growth.map(({ cases }) => cases)))];
  const at = (size: number, tell: (one: NonNullable<EngineBench['growth']>[number]) => string) => {
    return ({ growth = [] }: EngineBench) => growth.filter(({ cases }) => cases === size).map(tell)[0];
  };
  return [
    ...(engines.some(({ startUp }) => startUp)
      ? [
          row(
            'one case of the whole corpus, from the command to its end',
            ({ startUp }) => startUp && seconds(startUp.ours),
          ),
          row('a bare test that opens a page', ({ startUp }) => startUp && seconds(startUp.bare)),
        ]
      : []),
    ...sizes.flatMap((size) => [
      row(
        `(d) at ${size} cases`,
        at(size, ({ perTest }) => ms(perTest)),
      ),
      row(
        `peak memory of the runner at ${size} cases`,
        at(size, ({ runner }) => megabytes(runner)),
      ),
    ]),
    ...(reading
      ? [
          row(`\`corsproof list\` on ${reading.cases} cases`, () => seconds(reading.list)),
          row(`\`corsproof check\` on ${reading.cases} cases`, () => seconds(reading.check)),
        ]
      : []),
  ];
}

function profileRows({ engines }: BenchRecord, row: Row): string[] {
  const rooms = [...new Set(engines.flatMap(({ profile }) => Object.keys(profile?.rooms ?? {})))];
  const most = (room: string) => Math.max(...engines.map(({ profile }) => profile?.rooms[room] ?? 0));
  const cost = (value: number) => `${value.toFixed(2)} ms`;
  return [
    ...rooms
      .sort((a, b) => most(b) - most(a))
      .map((room) => row(room, ({ profile }) => profile && cost(profile.rooms[room] ?? 0))),
    row('node, all of it', ({ profile }) => profile && cost(nodeTime(profile))),
    row("the browser's processes", ({ profile }) => profile && cost(profile.browser)),
  ];
}
