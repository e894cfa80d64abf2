/** The small part of the corpus that faults are injected into: files as they are, but with a limit that is soon over. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isSeq, parseDocument } from 'yaml';

/** Calls, preflights, waits, redirects, cases in contexts of their own: how many of each file. */
const CASES = {
  'preflight/methods': 6,
  'practice/max-age': 3,
  'check/origin': 2,
  'redirects/every-hop': 3,
  'credentials/cookies': 2,
};
/** Milliseconds for a call that has no answer. */
const LIMIT = 2_500;

const root = join(import.meta.dirname, '../../..');

/** Writes it into `folder`, with the checks of one target, and returns what CORSPROOF_SCENARIOS is to be. */
export function writeCorpus(folder: string): string {
  for (const [file, count] of Object.entries(CASES)) {
    const [area = ''] = file.split('/');
    mkdirSync(join(folder, 'scenarios', area), { recursive: true });
    const source = readFileSync(join(root, 'scenarios', `${file}.yaml`), 'utf8');
    writeFileSync(join(folder, 'scenarios', `${file}.yaml`), small(source, count));
  }
  cpSync(join(root, 'examples/node-http'), join(folder, 'policies/node-http'), { recursive: true });
  writeFileSync(join(folder, 'policies/node-http/policy.yaml'), POLICY);
  return [join(folder, 'scenarios'), join(folder, 'policies')].join(',');
}

/** The example's target, with two of its rules. */
const POLICY = `title: A target
target: { origin: 'https://api.example.com', module: app.js }
rules:
  - { id: prices, path: /public/prices, origins: any }
  - { id: metrics, path: /internal/metrics, origins: none }
`;

function small(source: string, count: number): string {
  const document = parseDocument(source);
  const cases = document.get('cases');
  if (!isSeq(cases)) throw new Error('a scenario file has no cases');
  cases.items.splice(count);
  for (const one of cases.items) if (isMap(one)) one.set('limit', LIMIT);
  return document.toString();
}
