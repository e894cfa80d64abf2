/** `corsproof explore`: random scenarios, run in the engines and compared with the standard. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineInfo } from '../browser/engine.ts';
import { launchEngine } from '../browser/launch.ts';
import { AREAS } from '../explore/areas.ts';
import { drawCases } from '../explore/draw.ts';
import { explore as exploreEngine, type Explored } from '../explore/explore.ts';
import { needsRerun } from '../explore/batch.ts';
import { differenceOf, tellFinding } from '../explore/told.ts';
import { Lab } from '../lab/lab.ts';
import { ENGINES, type EngineName } from '../plan/types.ts';
import { didYouMean } from '../scenario/problems.ts';

export interface ExploreFlags {
  engine?: EngineName[];
  count: number;
  seed?: number;
  area?: string;
  save?: string;
}

export async function explore(flags: ExploreFlags): Promise<void> {
  const { engine: engines = ENGINES, count, seed = Date.now() % 1_000_000, save } = flags;
  const known = Object.keys(AREAS);
  const areas = flags.area?.split(',') ?? known;
  const unknown = areas.find((area) => !known.includes(area));
  if (unknown !== undefined) throw new Error(`${unknown} is no area: ${didYouMean(unknown, known)}`);
  const { cases, unfit } = drawCases(areas, count, seed);
  console.log(`${cases.length} cases of ${areas.join(', ')}; seed ${seed}`);
  const left = Object.entries(unfit).map(([why, times]) => `${times} ${why}`);
  if (left.length > 0) console.log(`left out: ${left.join(', ')}`);
  const control = new AbortController();
  const { signal } = control;
  const onInterrupt = () => {
    if (signal.aborted) process.exit(130);
    control.abort();
    console.error('\nending after what is under way; Ctrl-C again ends at once');
  };
  process.on('SIGINT', onInterrupt);
  try {
    for (const engine of engines) {
      if (signal.aborted) break;
      const byPlan = new Map(cases.map((one) => [one.plan.id, one]));
      const lab = new Lab({
        launch: (spki) => launchEngine(engine, { spki, headless: true }),
        fails: ({ plan }, observation, info) => needsRerun(byPlan.get(plan.id), observation, info),
      });
      try {
        signal.addEventListener('abort', () => void lab.stop());
        const { info } = await lab.engine();
        console.log(`\n${engine} ${info.version} (${info.build})`);
        const explored = await exploreEngine(lab, { cases, signal, progress: tellProgress });
        tell(explored, info, save);
        if (explored.found.length > 0 || explored.inconclusive.length > 0) process.exitCode = 1;
      } finally {
        await lab.close();
      }
    }
  } finally {
    process.off('SIGINT', onInterrupt);
  }
  if (signal.aborted) process.exitCode = 130;
}

function tellProgress(done: number, seconds: number, shrinking: number): void {
  if (shrinking > 0)
    console.log(`  cutting down ${shrinking} new ${shrinking === 1 ? 'kind' : 'kinds'} of difference`);
  else console.log(`  ${done} cases, ${Math.round(done / seconds)} a second`);
}

function tell(explored: Explored, info: EngineInfo, save: string | undefined): void {
  const { run, conforms, evictions, inconclusive, known, found, seconds } = explored;
  const differs = run - conforms - evictions - inconclusive.length;
  const rate = Math.round(run / seconds);
  console.log(`  ${run} cases in ${Math.round(seconds)} s, ${rate} a second`);
  console.log(
    `  ${conforms} conform, ${differs} differ, ${evictions} dropped a cached preflight early, ${inconclusive.length} without evidence`,
  );
  for (const { id, why } of inconclusive.slice(0, 10)) console.log(`  without evidence: ${id}: ${why}`);
  if (known.length > 0) console.log('  known departures: first met, times, name (cases of the corpus)');
  for (const { name, pinned, first, times } of known)
    console.log(
      `  ${String(first).padStart(7)} ${String(times).padStart(6)}  ${name} (${pinned.join(', ')})`,
    );
  console.log(`  new: ${found.length === 0 ? 'none' : found.length}`);
  for (const [index, { smallest, first, times }] of found.entries()) {
    const yaml = tellFinding(smallest, info);
    console.log(
      `\n# new, first met after ${first} cases, ${times} times: ${differenceOf(smallest)}\n${yaml}`,
    );
    if (save === undefined) continue;
    mkdirSync(save, { recursive: true });
    writeFileSync(join(save, `${info.engine}-${index + 1}.yaml`), yaml);
  }
}
