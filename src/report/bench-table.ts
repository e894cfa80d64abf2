/** The tables of bench/results.json: what each road costs, what was aimed at, and where the time of a test goes. */
import { megabytes, ms, nodeTime, seconds, times } from './bench-figures.ts';
import { limitsMissed, targetsTable } from './bench-targets.ts';
import type { BenchRecord, EngineBench } from './trust-records.ts';

/** Title of a row, and what stands in it of an engine. */
type Row = [title: string, tell: (engine: EngineBench) => string | undefined];

/** Everything that was measured, as Markdown. */
export function benchTable(bench: BenchRecord): string {
  const { engines } = bench;
  const parts = [
    circumstances(bench),
    table(engines, [
      ...roadRows(bench),
      ...startRows(),
      ...growthRows(bench),
      ...manyRows(bench),
      ...readingRows(bench),
      ...gateRows(),
    ]),
    bench.gate ? gateTable(bench.gate) : '',
    ...(engines.length > 0 ? [targetsTable(bench)] : []),
    limitsMissed(bench).join('\n'),
    ...(engines.some(({ profile }) => profile) ? [PROFILE, table(engines, profileRows(bench))] : []),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

const PROFILE = `Where the time of one test goes, with one worker, start-up included: of node as its profiles tell, of the browser as the system counts
processor time. What node itself does belongs to its nearest caller that is named here.`;

/** Rows of which nothing is known are left out. */
function table(engines: EngineBench[], rows: Row[]): string {
  const columns = engines.map(({ engine, version }) => `${engine} ${version}`);
  const told = rows.flatMap(([title, tell]) => {
    const cells = engines.map(tell);
    const isKnown = cells.some((cell) => cell !== undefined);
    return isKnown ? [`| ${[title, ...cells.map((cell) => cell ?? '')].join(' | ')} |`] : [];
  });
  const heads = [`| ${['per test', ...columns].join(' | ')} |`, `| --- |${' ---: |'.repeat(columns.length)}`];
  return [...heads, ...told].join('\n');
}

function circumstances({ cores, node, playwright, engines, floor }: BenchRecord): string {
  const sizes = engines.flatMap(({ roads }) => {
    if (!roads) return [];
    const { cases, rounds } = roads;
    return `${cases} cases, each through fetch and XMLHttpRequest: ${2 * cases} tests, medians of ${rounds} rounds`;
  });
  const empty = floor ? [`${floor.tests} empty tests, medians of ${floor.rounds} rounds`] : [];
  const tools = `${cores} cores, Node ${node}, Playwright ${playwright}`;
  return `${[...new Set(sizes), ...empty, tools].join('; ')}.`;
}

function roadRows({ floor }: BenchRecord): Row[] {
  const road = (title: string, tell: (roads: NonNullable<EngineBench['roads']>) => string): Row => [
    title,
    ({ roads }) => roads && tell(roads),
  ];
  return [
    road('(a) a bare page and bare servers: the limit', ({ perTest }) => ms(perTest.bare)),
    [
      '... with its servers at names, through the same proxy as the lab',
      ({ roads }) => told(roads?.perTest.bareNamed, ms),
    ],
    [
      '... likewise, its page opened and a request after each block',
      ({ roads }) => told(roads?.perTest.bareProved, ms),
    ],
    road('(b) a context and page for each: the habit', ({ perTest }) => ms(perTest.habit)),
    road('(c) the lab alone', ({ perTest }) => ms(perTest.lab)),
    road('(d) `npx playwright test`, all of it', ({ perTest }) => ms(perTest.run)),
    ["(e) as many empty Playwright tests: the runner's own cost", () => floor && ms(floor.empty)],
    ["... without Playwright's own fixtures, as cases are declared", () => floor && ms(floor.declared)],
    road('(c) / (a)', ({ perTest }) => times(perTest.lab / perTest.bare)),
    road('(d) / (a)', ({ perTest }) => times(perTest.run / perTest.bare)),
    road('(b) / (d)', ({ perTest }) => times(perTest.habit / perTest.run)),
    ['(d) / (e)', ({ roads }) => roads && floor && times(roads.perTest.run / floor.empty)],
    road('the lab over https / over http', ({ perTest }) => times(perTest.labTls / perTest.lab)),
    road('the limit over https / over http', ({ perTest }) => times(perTest.bareTls / perTest.bare)),
    road('tests per second, all of it', ({ perTest }) => (1000 / perTest.run).toFixed(0)),
    road('peak memory of the runner', ({ memory }) => megabytes(memory.runner)),
    road('peak memory of the browser', ({ memory }) => megabytes(memory.browser)),
  ];
}

function startRows(): Row[] {
  return [
    [
      'one case of the whole corpus, from the command to its end',
      ({ startUp }) => startUp && seconds(startUp.ours),
    ],
    ['a bare test that opens a page', ({ startUp }) => startUp && seconds(startUp.bare)],
  ];
}

function growthRows({ engines }: BenchRecord): Row[] {
  const sizes = engines.flatMap(({ growth = [] }) => growth.map(({ cases }) => cases));
  return [...new Set(sizes)].flatMap((size): Row[] => {
    const of = ({ growth = [] }: EngineBench) => growth.find(({ cases }) => cases === size);
    const perTest = (engine: EngineBench) => of(engine)?.perTest;
    const runner = (engine: EngineBench) => of(engine)?.runner;
    return [
      [`(d) at ${size} cases`, (engine) => told(perTest(engine), ms)],
      [`peak memory of the runner at ${size} cases`, (engine) => told(runner(engine), megabytes)],
    ];
  });
}

function manyRows({ many }: BenchRecord): Row[] {
  if (!many) return [];
  return [
    [`(e) at ${many.tests} tests`, () => ms(many.perTest)],
    [`peak memory of Playwright's runner alone at ${many.tests} tests`, () => megabytes(many.runner)],
  ];
}

function told(value: number | undefined, tell: (value: number) => string): string | undefined {
  return value === undefined ? undefined : tell(value);
}

function readingRows({ reading }: BenchRecord): Row[] {
  if (!reading) return [];
  return [
    [`\`corsproof list\` on ${reading.cases} cases`, () => seconds(reading.list)],
    ['... again, with nothing changed', () => told(reading.again, seconds)],
    [`\`corsproof check\` on ${reading.cases} cases`, () => seconds(reading.check)],
  ];
}

function gateRows(): Row[] {
  return [
    ['the checks of one rule of a policy, the engine running', ({ gate }) => gate && seconds(gate.rule)],
  ];
}

/** What a policy costs in several engines together, and what one mistake costs. */
function gateTable(gate: NonNullable<BenchRecord['gate']>): string {
  const engines = gate.engines.join(', ');
  const failing = Object.entries(gate.failing).map(([engine, count]) => `${count} in ${engine}`);
  return [
    `| the gate, in ${engines} together | |`,
    '| --- | ---: |',
    `| a policy of ${gate.rules} rules, each with 2 origins, 5 methods, 3 headers and credentials | ${seconds(gate.seconds)} |`,
    `| ... its screen alone, of the whole | ${seconds(gate.screen)}, ${((100 * gate.screen) / gate.seconds).toFixed(0)} % |`,
    `| ... lines of its baseline | ${gate.baseline} |`,
    `| the Express example | ${seconds(gate.green)} |`,
    `| ... where it reflects every origin | ${seconds(gate.wrong)}, ${times(gate.wrong / gate.green)} |`,
    `| ... tests that fail there | ${failing.join(', ')} |`,
    `| ... causes in the summary | ${gate.causes} |`,
  ].join('\n');
}

function profileRows({ engines }: BenchRecord): Row[] {
  const rooms = [...new Set(engines.flatMap(({ profile }) => Object.keys(profile?.rooms ?? {})))];
  const most = (room: string) => Math.max(...engines.map(({ profile }) => profile?.rooms[room] ?? 0));
  const cost = (value: number) => `${value.toFixed(2)} ms`;
  return [
    ...rooms
      .sort((a, b) => most(b) - most(a))
      .map((room): Row => [room, ({ profile }) => profile && cost(profile.rooms[room] ?? 0)]),
    ['node, all of it', ({ profile }) => profile && cost(nodeTime(profile))],
    ["the browser's processes", ({ profile }) => profile && cost(profile.browser)],
  ];
}
