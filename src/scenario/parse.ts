/** YAML text -> a typed scenario file and the place of everything in it, or located problems; never throws on data. */
import {
  LineCounter,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  parseDocument,
  type Document,
} from 'yaml';
import type { ZodType } from 'zod';
import { describeIssues } from './issues.ts';
import type { DocumentPath, Locate, Problem } from './problems.ts';
import { scenarioFile, type ScenarioFile } from './schema.ts';

const VERSION = '1.2';
/** No scenario that a person wrote is longer; a YAML bomb may be. */
const MAX_LENGTH = 2_000_000;

export interface Parsed<T> {
  file: string;
  data: T | null;
  problems: Problem[];
  locate: Locate;
}

/** Parses one scenario file. `file` stands in the problems. */
export function parseScenario(source: string, file: string): Parsed<ScenarioFile> {
  return parseYaml(source, file, scenarioFile);
}

export function parseYaml<T>(source: string, file: string, schema: ZodType<T>): Parsed<T> {
  const counter = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), col: Math.max(col, 1) };
  };
  if (source.length > MAX_LENGTH) {
    const message = `the file has ${source.length} characters, more than ${MAX_LENGTH}`;
    return { file, data: null, problems: [{ file, line: 1, col: 1, message }], locate: () => at(0) };
  }
  const document = parseDocument(source, {
    lineCounter: counter,
    prettyErrors: false,
    version: VERSION,
    merge: false,
  });
  const locate: Locate = (path) => at(offsetOf(document, path));
  const problems: Problem[] = document.errors.map((error) => ({
    file,
    ...at(error.pos[0]),
    message: error.message,
  }));
  problems.push(...excluded(document).map(({ offset, ...told }) => ({ file, ...at(offset), ...told })));
  if (problems.length > 0) return { file, data: null, problems, locate };
  const result = schema.safeParse(document.toJS({ maxAliasCount: 0 }), { reportInput: true });
  if (result.success) return { file, data: result.data, problems, locate };
  for (const { path, message, hint, key } of describeIssues(result.error.issues, schema)) {
    const place = at(key ? keyOffsetOf(document, path, key) : offsetOf(document, path));
    problems.push({ file, ...place, message, ...(hint === undefined ? {} : { hint }) });
  }
  return { file, data: null, problems, locate };
}

/**
 * What YAML allows and the language leaves out: anchors and aliases; tags, and versions in which a date is more than a
 * text; keys that are lists or maps.
 */
function excluded(document: Document.Parsed): { offset: number; message: string; hint?: string }[] {
  const found: { offset: number; message: string; hint?: string }[] = [];
  const { version } = document.directives.yaml;
  if (version !== VERSION)
    found.push({
      offset: 0,
      message: `the language is YAML ${VERSION}, not ${version}`,
      hint: 'leave the line with %YAML out',
    });
  // The package's own `visit` keeps the path to every node, which takes a tenth of the time of reading a file.
  const walk = (node: unknown) => {
    if (isPair(node)) {
      if (isCollection(node.key))
        found.push({ offset: node.key.range?.[0] ?? 0, message: 'a list or a map is no name' });
      walk(node.key);
      walk(node.value);
    } else if (isNode(node)) {
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node) || node.anchor)
        found.push({
          offset,
          message: 'anchors and aliases are not part of the language',
          hint: 'write the value out, or use defaults',
        });
      else if (node.tag !== undefined)
        found.push({
          offset,
          message: 'tags are not part of the language',
          hint: 'leave it out; a text that looks like something else takes quotes',
        });
      if (isCollection(node)) node.items.forEach(walk);
    }
  };
  walk(document.contents);
  return found;
}

function offsetOf(document: Document.Parsed, path: DocumentPath): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      const key = path[length - 1];
      return typeof key === 'string' ? keyOffsetOf(document, path.slice(0, length - 1), key) : node.range[0];
    }
  }
  return 0;
}

function keyOffsetOf(document: Document.Parsed, path: DocumentPath, key: string): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(map)) return offsetOf(document, path);
  const pair = map.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : (map.range?.[0] ?? 0);
}
