/** What was aimed at, what came of it, and, where it was missed, what stands in the way: all from the figures. */
import type { EngineName } from '../plan/types.ts';
import { megabytes, ms, nodeTime, seconds, times } from './bench-figures.ts';
import type { BenchRecord, EngineBench } from './trust-records.ts';

interface Target {
  title: string;
  tell: (value: number) => string;
  /** The most that the value may be, or the least. */
  aim: (engine: EngineName) => number;
  least?: true;
  seen: (engine: EngineBench, bench: BenchRecord) => number | undefined;
  /** A sentence about one engine that misses it. */
  limit: (engine: EngineBench, bench: BenchRecord) => string;
}

const LAB = ['servers', 'src/lab', 'src/judge'];

/** To the hundredth, where a tenth would hide which side of its limit a ratio is on. */
const ratio = (value: number) => `${value.toFixed(2)} x`;

const TARGETS: Target[] = [
  {
    title: '(c) the lab / (a) the limit',
    tell: ratio,
    aim: () => 1.5,
    seen: ({ roads }) => roads && roads.perTest.lab / roads.perTest.bare,
    limit: (engine) => `${proofTakes(engine)}${labsTime(engine)}`,
  },
  {
    title: '(d) the whole run / (a) the limit',
    tell: ratio,
    aim: (engine) => (engine === 'firefox' ? 2 : 2.5),
    seen: ({ roads }) => roads && roads.perTest.run / roads.perTest.bare,
    limit: (engine, bench) =>
      [runnersShare(engine, bench), processorTime(engine), withMany(engine)].filter(Boolean).join(' '),
  },
  {
    title: '(b) the habit / (d) the whole run',
    tell: times,
    aim: () => 20,
    least: true,
    seen: ({ roads }) => roads && roads.perTest.habit / roads.perTest.run,
    limit: (engine) => processorTime(engine),
  },
  {
    title: 'the lab over https / over http',
    tell: times,
    aim: (engine) => (engine === 'webkit' ? 3 : 2),
    seen: ({ roads }) => roads && roads.perTest.labTls / roads.perTest.lab,
    limit: ({ roads }) =>
      roads
        ? `over https the bare page takes ${times(roads.perTest.bareTls / roads.perTest.bare)} as long, ${ms(roads.perTest.bareTls - roads.perTest.bare)} more for each test, and the lab ${ms(roads.perTest.labTls - roads.perTest.lab)} more.`
        : '',
  },
  {
    title: 'a case of many / a case of few, the whole run',
    tell: ratio,
    aim: () => 1.2,
    seen: ({ growth = [] }) => {
      const [few, many] = growth;
      return few && many && many.perTest / few.perTest;
    },
    limit: ({ growth = [] }) =>
      `${growth.map(({ cases, perTest }) => `${ms(perTest)} per test at ${cases} cases`).join(', ')}.`,
  },
  {
    title: 'memory of the runner with many cases',
    tell: megabytes,
    aim: () => 600,
    seen: ({ growth = [] }) => growth[1]?.runner,
    limit: ({ growth = [] }, { many: empty }) => {
      const [few, many] = growth;
      if (!few || !many) return '';
      const alone = empty ? `, ${megabytes(empty.runner)} with ${empty.tests} empty Playwright tests` : '';
      return `${megabytes(few.runner)} are there with ${few.cases} cases${alone}: Node and Playwright in three processes. Each case more adds ${((1024 * (many.runner - few.runner)) / (many.cases - few.cases)).toFixed(0)} KB.`;
    },
  },
  {
    title: 'one case of the whole corpus / a bare test',
    tell: ratio,
    aim: () => 1.5,
    seen: ({ startUp }) => startUp && startUp.ours / startUp.bare,
    limit: ({ startUp }) =>
      startUp
        ? `Playwright's own start and the list of ${startUp.tests} tests, of which one is declared, take ${seconds(startUp.list)} before it can run.`
        : '',
  },
  ...(['list', 'check'] as const).map((name) => ({
    title: `\`corsproof ${name}\` with many cases`,
    tell: seconds,
    aim: () => 3,
    seen: (_: EngineBench, { reading }: BenchRecord) => reading?.[name],
    limit: (_: EngineBench, { reading }: BenchRecord) =>
      reading
        ? `${((1000 * reading[name]) / reading.cases).toFixed(2)} ms for each of ${reading.cases} cases.${largest(reading.shares)}`
        : '',
  })),
];

/** A row for each target: what was aimed at, and what each engine comes to. */
export function targetsTable(bench: BenchRecord): string {
  const names = bench.engines.map(({ engine }) => engine);
  const rows = TARGETS.map((target) => {
    const seen = bench.engines.map((engine) => verdictOf(target, engine, bench));
    return `| ${[target.title, aimed(target, names), ...seen].join(' | ')} |`;
  });
  return [
    `| what was aimed at | | ${names.join(' | ')} |`,
    `| --- | --- |${names.map(() => ' ---: |').join('')}`,
    ...rows,
  ].join('\n');
}

/** A line for each engine that misses a target: what the figures say of the reason. */
export function limitsMissed(bench: BenchRecord): string[] {
  return TARGETS.flatMap((target) => {
    const limits = bench.engines
      .filter((engine) => isMet(target, engine, bench) === false)
      .map((engine) => ({ engine: engine.engine, limit: target.limit(engine, bench) }));
    const reasons = [...new Set(limits.map(({ limit }) => limit))];
    return reasons.map((reason) => {
      const engines = limits.filter(({ limit }) => limit === reason).map(({ engine }) => engine);
      return `- ${target.title}, not met in ${listed(engines)}: ${reason}`;
    });
  });
}

/** How many of the targets that were measured are met in every engine. */
export function aimsMet(bench: BenchRecord): { met: number; measured: number } {
  const verdicts = TARGETS.map((target) => bench.engines.map((engine) => isMet(target, engine, bench)));
  const measured = verdicts.filter((each) => each.some((verdict) => verdict !== undefined));
  const met = measured.filter((each) => !each.includes(false));
  return { met: met.length, measured: measured.length };
}

function verdictOf(target: Target, engine: EngineBench, bench: BenchRecord): string {
  const value = target.seen(engine, bench);
  if (value === undefined) return 'not measured';
  return `${target.tell(value)}, ${isMet(target, engine, bench) ? 'met' : 'not met'}`;
}

/** Undefined if it was not measured. */
function isMet({ seen, aim, least }: Target, engine: EngineBench, bench: BenchRecord): boolean | undefined {
  const value = seen(engine, bench);
  if (value === undefined) return undefined;
  return least ? value >= aim(engine.engine) : value <= aim(engine.engine);
}

function aimed({ aim, least, tell }: Target, engines: EngineName[]): string {
  const bound = least ? 'at least' : 'at most';
  const all = [...new Set(engines.map(aim))];
  const told = all.map((value) => {
    const those = engines.filter((engine) => aim(engine) === value);
    return all.length === 1 ? tell(value) : `${tell(value)} in ${listed(those)}`;
  });
  return `${bound} ${told.join(', ')}`;
}

/** `chromium, firefox and webkit` */
function listed(names: string[]): string {
  return new Intl.ListFormat('en-GB').format(names);
}

/** What the runner alone takes of the whole run. */
function runnersShare({ roads }: EngineBench, { floor }: BenchRecord): string {
  if (!roads || !floor) return "What Playwright's runner itself costs was not measured.";
  const { bare } = roads.perTest;
  return `an empty Playwright test takes ${ms(floor.empty)}, ${times(floor.empty / bare)} (a), and ${ms(floor.declared)}, ${times(floor.declared / bare)} (a), declared as cases are; no run of Playwright's tests takes less than the latter.`;
}

/** The three that take most. */
function largest(shares: Record<string, number> = {}): string {
  const first = Object.entries(shares)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3);
  const told = first.map(([name, share]) => `${name} ${(100 * share).toFixed(0)} %`);
  return told.length === 0
    ? ''
    : ` Of that, ${listed(told)}; files that have not changed are not read again.`;
}

function processorTime(engine: EngineBench): string {
  const { profile } = engine;
  if (!profile) return labsTime(engine);
  return `${labsTime(engine)} Playwright takes ${ms(profile.rooms.Playwright ?? 0)}.`;
}

/** What the whole run comes to where more tests share its start. */
function withMany({ roads, growth = [] }: EngineBench): string {
  const many = growth.at(-1);
  if (!roads || !many) return '';
  return `With ${many.cases} cases to share its start, the run takes ${ratio(many.perTest / roads.perTest.bare)} (a).`;
}

/** What no proof at names of any kind can do without, before the lab does anything. */
function proofTakes({ roads }: EngineBench): string {
  const { bare, bareNamed, bareProved, lab } = roads?.perTest ?? {};
  if (!bare || !bareNamed || !bareProved || !lab) return '';
  return `with its servers at names, through the same proxy, the bare page takes ${times(bareNamed / bare)} (a); if it is opened first, and proves each block by one more request, ${ratio(bareProved / bare)}; and the lab ${ratio(lab / bareProved)} that. `;
}

/** What the lab alone costs as well. */
function labsTime({ profile }: EngineBench): string {
  if (!profile) return 'Where the time goes was not measured.';
  return `One test takes ${ms(profile.browser)} of the browser's processor time, and ${ms(nodeTime(profile, LAB))} of servers, lab and judge.`;
}
