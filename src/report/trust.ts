/** docs/trust.md: what was measured of the suite itself, each part by its own command. */
import { benchTable } from './bench-table.ts';
import { escapeMarkdown } from './markdown.ts';
import { changedWorlds } from './sabotage-figures.ts';
import type {
  EngineSabotage,
  FaultsRecord,
  FuzzRecord,
  SabotageRecord,
  SoakRecord,
  TrustRecords,
} from './trust-records.ts';
import { trustSummary } from './trust-summary.ts';
import { tellTruth } from './trust-truth.ts';

const KINDS: Record<Exclude<EngineSabotage['survivors'][number]['kind'], 'unexplained'>, string> = {
  pinned: 'exactly the departure that is pinned for the case happens there too',
  departure: 'a departure that other cases pin hides the change',
  cache: 'a cache may be used there, and was not',
};

/** The page as Markdown. */
export function trustPage(records: TrustRecords): string {
  const { bench, sabotage, soak, faults, fuzz, truth } = records;
  return `# Can it be trusted?

A conformance suite is believed only if it is proved to go red, never goes red by itself, and is quick enough to run on every
commit. Each part is measured by a command, which also makes this page: do not edit. \`npm test\` runs a short version of
each.

${trustSummary(records)}

${part('It goes red', 'sabotage', sabotage && tellSabotage(sabotage))}
${part('The gate tells servers right', 'truth', truth && tellTruth(truth))}
${part('It does not go red by itself', 'soak', soak && tellSoak(soak))}
${part('Faults', 'faults', faults && tellFaults(faults))}
${part('Nothing that it reads breaks it', 'fuzz', fuzz && tellFuzz(fuzz))}
${part('It is quick', 'bench', bench && benchTable(bench))}`;
}

function part(title: string, command: string, text: string | null): string {
  return `## ${title}\n\nMeasured by \`npm run ${command}\`.\n\n${text ?? 'Not measured yet.\n'}`;
}

function tellSabotage(record: SabotageRecord): string {
  const columns = record.map(({ engine, version }) => `${engine} ${version}`);
  const row = (title: string, tell: (engine: EngineSabotage) => string | number) =>
    `| ${[title, ...record.map(tell)].join(' | ')} |`;
  const facts = [...new Set(record.flatMap((engine) => Object.keys(engine.facts)))].sort();
  return `Each case is run in worlds that are changed in one fact: a header is dropped, another origin admitted, the preflight
answered 500, or, where the case expects a block, the policy set right. The fact decides if the standard, as
[src/fetch](../src/fetch) has it, lets something else happen on the page or on the wire. The case must be red then.${isSample(record) ? ' Here it is a sample: one deciding world of each of so\nmany tests.' : ''}

|  | ${columns.join(' | ')} |
| --- |${columns.map(() => ' ---: |').join('')}
${[
  row(
    'tests that are green in their own world',
    ({ tests, unsupported, broken }) => tests - unsupported - broken.length,
  ),
  row('changed worlds in which the fact decides', (engine) => changedWorlds(engine).deciding),
  row('red there', (engine) => changedWorlds(engine).red),
  row('green with a reason', (engine) => changedWorlds(engine).greenWithReason),
  row('green without one', (engine) => changedWorlds(engine).greenWithout),
  ...(isSample(record)
    ? []
    : [
        row(
          'changed worlds that are the same to the standard',
          ({ notDeciding }) => notDeciding.noDifference,
        ),
        row('... in which a cache may do either', ({ notDeciding }) => notDeciding.permitted),
        row('... that the model leaves out', ({ notDeciding }) => notDeciding.notModelled),
      ]),
  row(
    'red with the checks of the engine off, of those that need them',
    ({ checksOff: { red, deciding } }) => `${red} of ${deciding}`,
  ),
].join('\n')}

| the fact that is changed: red, of deciding | ${columns.join(' | ')} |
| --- |${columns.map(() => ' ---: |').join('')}
${facts.map((fact) => row(escapeMarkdown(fact), ({ facts: of }) => countOf(of[fact]))).join('\n')}

${record.map(tellSurvivors).join('\n')}`;
}

function isSample(record: SabotageRecord): boolean {
  return record.some((engine) => changedWorlds(engine).deciding <= engine.tests);
}

function countOf(fact: { deciding: number; red: number } | undefined): string {
  return fact ? `${fact.red} of ${fact.deciding}` : '';
}

/** Why cases stayed green, each reason once; every world without a reason, and every case that proves nothing. */
function tellSurvivors({ engine, survivors, checksOff, broken }: EngineSabotage): string {
  const reasons = new Map<string, EngineSabotage['survivors']>();
  for (const survivor of survivors) {
    if (survivor.kind === 'unexplained') continue;
    const reason = `${KINDS[survivor.kind]}. ${survivor.why}${survivor.why.endsWith('.') ? '' : '.'}`;
    reasons.set(reason, [...(reasons.get(reason) ?? []), survivor]);
  }
  const grouped = [...reasons].sort(([, a], [, b]) => b.length - a.length);
  const lines = [
    ...survivors
      .filter(({ kind }) => kind === 'unexplained')
      .map(
        ({ test, where, why }) =>
          `- \`${test}\`, ${escapeMarkdown(where)}: not explained. ${escapeMarkdown(why)}`,
      ),
    ...checksOff.survivors.map((test) => `- \`${test}\`, the checks of the engine off: not explained`),
    ...broken.map((text) => `- red in its own world, not counted: ${escapeMarkdown(text)}`),
    ...grouped.map(([reason, all]) => {
      const [{ test, where } = { test: '', where: '' }] = all;
      return `- ${all.length} x ${escapeMarkdown(reason)} First: \`${test}\`, ${escapeMarkdown(where)}.`;
    }),
  ];
  return lines.length === 0 ? '' : `Not noticed in ${engine}:\n\n${lines.join('\n')}\n`;
}

function tellSoak(record: SoakRecord): string {
  const rows = record.map(
    ({ engine, version, workers, load, rounds, tests, results, again, changed }) =>
      `| ${[`${engine} ${version}`, workers, load, rounds, tests, results, again, changed.length].join(' | ')} |`,
  );
  return `The whole corpus again and again, in another order each time.

| engine | workers | processes that only burn | rounds | tests | results | run again alone | verdicts that changed |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`;
}

function tellFaults(counts: FaultsRecord): string {
  const rows = counts.map(
    ({ fault, engine, version, injected, right, inconclusive, missing, wrong, left }) =>
      `| ${[fault, `${engine} ${version}`, injected, right, inconclusive, missing, wrong, left].join(' | ')} |`,
  );
  const runs = counts.reduce((sum, { injected }) => sum + injected, 0);
  return `Each fault is injected into runs of a small part of the corpus in each engine where it makes sense, at moments of chance:
${runs} runs in all. Every verdict must be the one that the case has without the fault, or inconclusive; what has been written
must be whole lines, and no process, display, port or temporary folder may outlive its run. A test is missing where its run was
cut off, or its worker: such a run is never green.

| fault | engine | runs hit | verdicts right | inconclusive | missing | wrong | left behind |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`;
}

function tellFuzz({ seed, seconds, targets }: FuzzRecord): string {
  const rows = targets.map(
    ({ name, inputs, slowest, megabytes }) => `| ${[name, inputs, slowest, megabytes].join(' | ')} |`,
  );
  const inputs = targets.reduce((sum, target) => sum + target.inputs, 0);
  return `${inputs} inputs in ${seconds} s, seed ${seed}: no crash, no hang, every error with its place and free of what a terminal
would obey.

| what is read | inputs | the slowest, ms | growth of the process, MB |
| --- | ---: | ---: | ---: |
${rows.join('\n')}
`;
}
