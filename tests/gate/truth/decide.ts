/** How drawn servers decide whom they admit. */
import type { HeaderPairs } from '../../../src/plan/http.ts';
import type { Decision, OriginTest } from './spec.ts';

const patterns = new Map<string, RegExp>();

/** Whether the decision admits a request with these headers. */
export function admits(decision: Decision, headers: HeaderPairs): boolean {
  return admitsValue(decision, headers.find(([name]) => name.toLowerCase() === decision.by)?.[1] ?? null);
}

/** Whether it admits a request with this value in the header by which it decides; null if it has none. */
export function admitsValue({ admit, missing }: Decision, value: string | null): boolean {
  if (value === null) return missing === 'admitted' || admit.some(({ kind }) => kind === 'everything');
  return admit.some((test) => passes(test, value));
}

function passes(test: OriginTest, value: string): boolean {
  switch (test.kind) {
    case 'exact':
      return test.texts.includes(value);
    case 'suffix':
      return test.texts.some((text) => value.endsWith(text));
    case 'prefix':
      return test.texts.some((text) => compared(value, test.of).startsWith(text));
    case 'substring':
      return test.texts.some((text) => value.includes(text));
    case 'part-of':
      return test.texts.some((text) => text.includes(compared(value, test.of)));
    case 'regexp':
      return patternOf(test.source, test.flags).test(value);
    case 'host':
      return test.texts.includes(hostOf(value, test.port));
    case 'everything':
      return true;
  }
}

function compared(value: string, of: 'origin' | 'host'): string {
  return of === 'origin' ? value : value.replace(/^[^:]*:\/\//, '');
}

/** What a server reads as the host: of `null` nothing. */
function hostOf(value: string, port: boolean): string {
  const host = /^[^:]*:\/\/([^/]*)/.exec(value)?.[1] ?? '';
  return port ? host : host.replace(/:\d+$/, '');
}

/** Without the flag g, which would remember where the last test stopped. */
function patternOf(source: string, flags: string): RegExp {
  const key = `${flags} ${source}`;
  const known = patterns.get(key);
  if (known) return known;
  const made = new RegExp(source, flags);
  patterns.set(key, made);
  return made;
}
