/** The page's script and style: its parts joined, in the order in which they need each other. */
import { readFileSync } from 'node:fs';

const SCRIPTS = [
  'text.js',
  'dom.js',
  'words.js',
  'place.js',
  'store.js',
  'cells.js',
  'fix.js',
  'overview.js',
  'filters.js',
  'matrix.js',
  'yaml.js',
  'diagram.js',
  'trace.js',
  'tries.js',
  'causes.js',
  'who.js',
  'check.js',
  'case.js',
  'divergences.js',
  'target.js',
  'main.js',
];
const STYLES = ['base.css', 'results.css', 'matrix.css', 'diagram.css', 'case.css', 'target.css'];

const read = (part: string) => readFileSync(new URL(`page/${part}`, import.meta.url), 'utf8');

/** The parts are modules that only import each other, so that one scope holds them all. */
export function pageScript(): string {
  const joined = SCRIPTS.map(read).join('\n');
  return `{\n${joined.replace(/^import [^;]*;\n/gm, '').replace(/^export /gm, '')}\n}`;
}

export function pageStyle(): string {
  return STYLES.map(read).join('\n');
}
