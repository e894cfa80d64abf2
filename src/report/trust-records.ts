/** The records that docs/trust.md is made of, each written by the command that measures it. */
import { z } from 'zod';
import { ENGINES } from '../browser/engine.ts';

const count = z.number().int();

const survivor = z.strictObject({
  test: z.string().describe('Id of the case and client'),
  fact: z.string(),
  where: z.string(),
  kind: z.enum(['pinned', 'departure', 'cache', 'unexplained']),
  why: z.string(),
});

/** docs/sabotage.json, written by `npm run sabotage -- --write`. */
export const sabotageRecord = z.array(
  z.strictObject({
    engine: z.enum(ENGINES),
    build: z.string(),
    version: z.string(),
    tests: count.describe('Tests that are green in their own world'),
    unsupported: count.describe('Tests for which the engine lacks a feature'),
    broken: z.array(z.string()).describe('Tests that are red in their own world, which are not counted'),
    notDeciding: z.strictObject({
      noDifference: count.describe('Changed facts after which the standard has the same happen'),
      permitted: count.describe('Changed facts after which a cache may do either'),
      notModelled: count.describe('Changed facts whose effect depends on what the model leaves out'),
    }),
    red: z.strictObject({ violates: count, stale: count, inconclusive: count }),
    facts: z.record(z.string(), z.strictObject({ deciding: count, red: count })),
    survivors: z.array(survivor),
    checksOff: z.strictObject({ deciding: count, red: count, survivors: z.array(z.string()) }),
    minutes: z.number(),
  }),
);

export type SabotageRecord = z.infer<typeof sabotageRecord>;
export type EngineSabotage = SabotageRecord[number];

/** docs/fuzz.json, written by `npm run fuzz -- --write`. */
export const fuzzRecord = z.strictObject({
  seed: z.number(),
  seconds: z.number(),
  targets: z.array(
    z.strictObject({
      name: z.string(),
      inputs: count,
      slowest: z.number().describe('Milliseconds'),
      megabytes: z.number().describe('By which the process grew'),
    }),
  ),
});

const toldPairs = z.strictObject({
  gate: z.enum(['screen', ...ENGINES]).describe('The plain client alone, or with the pages of an engine'),
  seconds: z.number(),
  pairs: count,
  right: count,
  falseAlarms: count,
  missed: count,
  mismatches: z.array(
    z.strictObject({
      seed: z.number(),
      outcome: z.enum(['missed', 'false-alarm']),
      putIn: z.array(z.string()).describe('Names of the mistakes in the server'),
      shown: z.string().optional().describe('What shows the worst one, or what the gate says there is'),
    }),
  ),
});

/** docs/truth.json, written by `npm run truth -- --write`. */
export const truthRecord = z.strictObject({
  seed: z.number().describe('Of the first pair; each next one has the next seed'),
  gates: z.array(toldPairs).min(1),
});

const faultCount = z.strictObject({
  fault: z.string(),
  engine: z.enum(ENGINES),
  version: z.string(),
  injected: count.describe('Runs that it hit'),
  right: count.describe('Verdicts as without the fault'),
  inconclusive: count,
  missing: count.describe('Tests of which a run that was cut off says nothing'),
  wrong: count.describe('Other verdicts, and files with half lines'),
  left: count.describe('Processes, displays, ports and temporary folders that outlive their run'),
});

/** docs/faults.json, written by `npm run faults -- --write`. */
export const faultsRecord = z.array(faultCount);

export type FaultCount = z.infer<typeof faultCount>;
export type FaultsRecord = z.infer<typeof faultsRecord>;

/** docs/soak.json, written by `npm run soak -- --write`. */
export const soakRecord = z.array(
  z.looseObject({
    engine: z.enum(ENGINES),
    version: z.string(),
    rounds: count,
    workers: count,
    load: count.describe('Processes that only burn'),
    tests: count,
    results: count,
    again: count.describe('Results of a second run, alone'),
    changed: z.array(z.unknown()).describe('Tests whose verdict changed'),
  }),
);

const engineGate = z
  .strictObject({
    checks: count,
    rounds: count,
    rule: z.number().describe('Seconds of the checks of one rule, the engine running already'),
  })
  .describe('Of a rule with 2 origins, 5 methods, 3 headers and credentials');

const gateBench = z.strictObject({
  rules: count.describe('Of the policy; each as that of an engine'),
  engines: z.array(z.enum(ENGINES)).describe('Which run it together'),
  seconds: z.number().describe('Of the whole run'),
  screen: z.number().describe('Seconds of the screen alone'),
  baseline: count.describe('Lines'),
  green: z.number().describe('Seconds of the Express example'),
  wrong: z.number().describe('Seconds of the same where it reflects every origin'),
  failing: z.partialRecord(z.enum(ENGINES), count).describe('Tests that fail there'),
  causes: count.describe('That the summary tells of it'),
});

const engineBench = z.strictObject({
  engine: z.enum(ENGINES),
  build: z.string(),
  version: z.string(),
  roads: z
    .strictObject({
      cases: count,
      rounds: count,
      perTest: z.strictObject({
        bare: z.number(),
        bareNamed: z.number().describe('The same at names, through the name fabric').optional(),
        bareProved: z.number().describe('The same, its page opened and each block fenced').optional(),
        bareTls: z.number(),
        lab: z.number(),
        labTls: z.number(),
        run: z.number(),
        habit: z.number(),
      }),
      memory: z.strictObject({ runner: z.number(), browser: z.number() }).describe('Megabytes'),
    })
    .optional(),
  gate: engineGate.optional(),
  startUp: z
    .strictObject({
      tests: count.describe('Tests that are read and declared, of which one is run'),
      rounds: count,
      bare: z.number().describe('Seconds of a bare test that opens a page'),
      ours: z.number().describe('Seconds of one case of the whole corpus'),
      list: z.number().describe('Seconds in which that case is found and declared, and not run'),
    })
    .optional(),
  growth: z
    .array(z.strictObject({ cases: count, perTest: z.number(), runner: z.number().describe('Megabytes') }))
    .describe('The whole run at a few cases, and at many')
    .optional(),
  profile: z
    .strictObject({
      cases: count,
      rooms: z.record(z.string(), z.number()).describe('Processor time of node by room'),
      browser: z.number().describe('Processor time of all processes of the browser'),
    })
    .optional(),
});

/** bench/results.json, written by `npm run bench`; milliseconds per test unless told. */
export const benchRecord = z.strictObject({
  cores: count,
  node: z.string(),
  playwright: z.string(),
  floor: z
    .strictObject({
      tests: count,
      rounds: count,
      empty: z.number().describe("Empty tests, declared with Playwright's own test"),
      declared: z.number().describe('Empty tests, declared as cases are'),
    })
    .optional(),
  many: z
    .strictObject({ tests: count, perTest: z.number(), runner: z.number().describe('Megabytes') })
    .describe('As many empty tests as the larger run of growth has')
    .optional(),
  reading: z
    .strictObject({
      cases: count,
      rounds: count,
      list: z.number().describe('Seconds'),
      again: z.number().describe('Seconds of a list of the same files later on').optional(),
      check: z.number().describe('Seconds'),
      shares: z
        .record(z.string(), z.number())
        .describe('Of the time of check: of packages, of the garbage collector, of all else')
        .optional(),
    })
    .optional(),
  gate: gateBench.optional(),
  engines: z.array(engineBench),
});

export type TruthRecord = z.infer<typeof truthRecord>;
export type FuzzRecord = z.infer<typeof fuzzRecord>;
export type SoakRecord = z.infer<typeof soakRecord>;
export type BenchRecord = z.infer<typeof benchRecord>;
export type EngineBench = z.infer<typeof engineBench>;

/** Null where nothing was measured yet. */
export interface TrustRecords {
  bench: BenchRecord | null;
  sabotage: SabotageRecord | null;
  soak: SoakRecord | null;
  faults: FaultsRecord | null;
  fuzz: FuzzRecord | null;
  truth: TruthRecord | null;
}
