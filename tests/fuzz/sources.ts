/** Real files, as what is fuzzed begins with. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Longer files only cost time: what is in them is in others. */
const MAX_LENGTH = 6_000;

/** The texts of all YAML files below a folder that match and are not long. */
export function textsOf(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml') && !name.includes('node_modules'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .filter((text) => pattern.test(text) && text.length < MAX_LENGTH);
}
