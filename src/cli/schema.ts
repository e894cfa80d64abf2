/** `corsproof schema`: the JSON Schemas, generated from the zod definitions that parse. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { policyFile } from '../policy/schema.ts';
import { reportLine } from '../report/lines.ts';
import { scenarioFile } from '../scenario/schema.ts';

const SCHEMAS = {
  'scenario.schema.json': () => ({
    title: 'corsproof scenario file',
    ...z.toJSONSchema(scenarioFile, { reused: 'ref' }),
  }),
  'policy.schema.json': () => ({
    title: 'corsproof policy file',
    ...z.toJSONSchema(policyFile, { reused: 'ref' }),
  }),
  'results.schema.json': () => ({
    title: 'one line of corsproof-report/results.jsonl',
    ...z.toJSONSchema(reportLine, { reused: 'ref' }),
  }),
};

export function schema({ write, check }: { write?: boolean; check?: boolean }): void {
  for (const [file, generate] of Object.entries(SCHEMAS)) {
    const text = `${JSON.stringify(generate(), null, 2)}\n`;
    const path = `schema/${file}`;
    if (write) {
      mkdirSync('schema', { recursive: true });
      writeFileSync(path, text);
    } else if (check) {
      if (readOrEmpty(path) === text) continue;
      console.error(`${path} is not fresh: npm run schema`);
      process.exitCode = 1;
    } else if (file === 'scenario.schema.json') console.log(text);
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
