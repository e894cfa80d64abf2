/** The first table of docs/trust.md: a question in a line. */
import { aimsMet } from './bench-targets.ts';
import { changedWorlds } from './sabotage-figures.ts';
import type {
  BenchRecord,
  FaultsRecord,
  SabotageRecord,
  SoakRecord,
  TrustRecords,
  TruthRecord,
} from './trust-records.ts';
import { percentage } from './trust-truth.ts';

/** As Markdown. Of what was not measured yet it says so. */
export function trustSummary({ sabotage, soak, faults, fuzz, truth, bench }: TrustRecords): string {
  const rows: [question: string, answer: string | null][] = [
    ['Does it go red?', sabotage && tellSabotage(sabotage)],
    ['... in an engine that checks nothing?', sabotage && tellChecksOff(sabotage)],
    ['Does the gate tell servers right?', truth && tellPairs(truth)],
    ['Does it go red by itself?', soak && tellSoak(soak)],
    ['Does a fault make it lie?', faults && tellFaults(faults)],
    [
      'Does what it reads break it?',
      fuzz && `${total(fuzz.targets, ({ inputs }) => inputs)} hostile inputs: no crash, no hang`,
    ],
    ['Is it quick?', bench && tellBench(bench)],
  ];
  const lines = rows.map(([question, answer]) => `| ${question} | ${answer ?? 'not measured yet'} |`);
  return ['| | |', '| --- | --- |', ...lines].join('\n');
}

function tellSabotage(record: SabotageRecord): string {
  const worlds = record.map(changedWorlds);
  const deciding = total(worlds, (engine) => engine.deciding);
  const red = total(worlds, (engine) => engine.red);
  const reasoned = total(worlds, (engine) => engine.greenWithReason);
  const without = total(worlds, (engine) => engine.greenWithout);
  return `${deciding} worlds, each changed in one fact that decides: ${red} red, ${reasoned} green with a reason, ${without} green without one`;
}

function tellChecksOff(record: SabotageRecord): string {
  const deciding = total(record, ({ checksOff }) => checksOff.deciding);
  const red = total(record, ({ checksOff }) => checksOff.red);
  return `${red} red of ${deciding} tests that need the checks`;
}

function tellPairs({ gates }: TruthRecord): string {
  const pairs = gates.reduce((sum, one) => sum + one.pairs, 0);
  const right = gates.reduce((sum, one) => sum + one.right, 0);
  const alarms = total(gates, (one) => one.falseAlarms);
  const missed = total(gates, (one) => one.missed);
  return `${withCommas(pairs)} random pairs of server and policy: ${percentage({ pairs, right })} % told right, ${alarms} false alarms, ${missed} missed`;
}

function tellSoak(record: SoakRecord): string {
  const rounds = total(record, (row) => row.rounds);
  const results = total(record, (row) => row.results);
  const changed = total(record, (row) => row.changed.length);
  return `${results} results in ${rounds} runs of the whole corpus; verdicts that changed: ${changed}`;
}

function tellFaults(record: FaultsRecord): string {
  const runs = total(record, ({ injected }) => injected);
  const wrong = total(record, (row) => row.wrong);
  const left = total(record, (row) => row.left);
  return `${runs} runs hit by ${new Set(record.map(({ fault }) => fault)).size} kinds of fault; wrong verdicts: ${wrong}; left behind: ${left}`;
}

function tellBench(record: BenchRecord): string {
  const speeds = record.engines.flatMap(({ engine, roads }) =>
    roads ? [`${(1000 / roads.perTest.run).toFixed(0)} tests per second in ${engine}`] : [],
  );
  const { met, measured } = aimsMet(record);
  const aims = `${met} of ${measured} aims met in every engine, with the reason where one is not`;
  return [...speeds, aims].join(', ');
}

function total<T>(rows: readonly T[], of: (row: T) => number): string {
  return withCommas(rows.reduce((sum, row) => sum + of(row), 0));
}

/** As people read numbers. */
function withCommas(number: number): string {
  return number.toLocaleString('en-GB');
}
