/** What was measured last: the records that the coverage page adds to the corpus. */
import { z } from 'zod';
import { ENGINES } from '../browser/engine.ts';

/** docs/measured.json, written by `npm run measured` from the results of a whole run. */
export const measured = z.array(
  z.strictObject({
    engine: z.enum(ENGINES),
    build: z.string(),
    version: z.string(),
    driver: z.string(),
    tests: z.number().int(),
    conforms: z.number().int(),
    diverges: z.number().int(),
    unsupported: z.array(z.string()).describe('Titles of the tests for which the engine lacks a feature'),
  }),
);

/** docs/model-coverage.json, written by `npm run coverage -- --write`: branches by file of src/fetch. */
export const modelCoverage = z.record(
  z.string(),
  z.strictObject({ taken: z.number().int(), of: z.number().int() }),
);

export type Measured = z.infer<typeof measured>;
export type ModelCoverage = z.infer<typeof modelCoverage>;
