/** What a known mistake has to be told: `findings.yaml` beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { EngineName } from '../../src/browser/engine.ts';
import type { CasePlan } from '../../src/plan/types.ts';
import { matchesPattern } from '../../src/policy/make-check.ts';
import type { GateResult } from './run.ts';

/** All checks that `checks` matches fail so, and there is one; with `some`, at least one of them fails. */
export interface Expected {
  /** Ids without their file, `*` for anything. */
  checks: string | string[];
  severity: string | string[];
  /** Stands in what is said; `{origin}` is the origin of the page that called. */
  says: string;
  fix: string;
  some?: true;
  /** Fails or not, by the order in which requests happen to come. */
  perhaps?: true;
  /** Only in these engines; in all unless told. */
  engines?: EngineName[];
}

export function findingsOf(folder: string): Expected[] {
  return parse(readFileSync(join(folder, 'findings.yaml'), 'utf8')) as Expected[];
}

export function expectedFindings(folder: string, engine: EngineName): Expected[] {
  return findingsOf(folder).filter(({ engines }) => engines?.includes(engine) ?? true);
}

/** Whether any of `findings` is about the check. */
export function isNamed({ id }: Pick<CasePlan, 'id'>, findings: readonly Expected[]): boolean {
  return findings.some(({ checks }) => matches(checks, checkOf(id)));
}

/** Id of a check without its area and file. */
export function checkOf(id: string): string {
  return id.split('/').slice(2).join('/');
}

function matches(checks: Expected['checks'], id: string): boolean {
  return [checks].flat().some((pattern) => matchesPattern(pattern, id));
}

/** Where results differ from what is expected, in words: other checks that fail, other reasons, failures that are missing. */
export function unmatched(results: readonly GateResult[], expected: readonly Expected[]): string[] {
  const seen = new Set<Expected>();
  const wrong = results.flatMap(({ check, origin, reach, judgement }) => {
    const { verdict, differences, said } = judgement;
    if (verdict === 'unsupported' && reach === 'proxy-only') return [];
    const [id = ''] = check.split(' via ');
    const wanted = expected.filter(({ checks }) => matches(checks, id));
    for (const one of wanted) if (verdict === 'violates' || !one.some) seen.add(one);
    const told = differences.join('; ');
    if (wanted.length === 0) return verdict === 'conforms' ? [] : [`${check} is ${verdict}: ${told}`];
    if (verdict === 'conforms' && wanted.every(({ some, perhaps }) => some ?? perhaps)) return [];
    if (verdict !== 'violates') return [`${check} is ${verdict}, not violates: ${told}`];
    return wanted.flatMap(({ severity, says, fix }) => {
      const sentence = says.replaceAll('{origin}', origin);
      return [
        ...([severity].flat().includes(said?.severity ?? '')
          ? []
          : [`${check} is ${said?.severity ?? ''}: ${told}`]),
        ...(told.includes(sentence) ? [] : [`${check} does not say "${sentence}": ${told}`]),
        ...(said?.fix?.includes(fix) === true
          ? []
          : [`${check} has another fix than "${fix}": ${said?.fix ?? ''}`]),
      ];
    });
  });
  const missing = expected.filter((one) => !seen.has(one) && !one.perhaps);
  return [...wrong, ...missing.map(({ checks }) => `no check matches ${[checks].flat().join(', ')}`)];
}
