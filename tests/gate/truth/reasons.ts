/** What can be wrong with a server, in the words of the truth. */
import type { Severity } from '../../../src/plan/causes.ts';
import type { Call } from './calls.ts';
import type { Page } from './exchange.ts';

export type ReasonKind =
  | 'hostile-reads'
  | 'hostile-sends'
  | 'application-admitted'
  | 'declared-blocked'
  | 'upload-blocked'
  | 'never-answered'
  | 'error-unreadable'
  | 'exposed-hidden'
  | 'credentials-undeclared'
  | 'missing-vary'
  | 'cookie-changes'
  | 'grants-more'
  | 'exposes-more'
  | 'error-status'
  | 'max-age';

export interface Reason {
  kind: ReasonKind;
  severity: Severity;
  /** The first call that shows it. */
  shown: string;
}

/** A call in words, for whoever reads about a mismatch. */
export function describe({ method, path, headers, session }: Call, { origin, referrer }: Page): string {
  const names = headers.map(([name]) => name).join(', ');
  const how = referrer === 'default' ? '' : `, Referer: ${referrer}`;
  return `${origin}: ${method} ${path} (${session}${names === '' ? '' : `, ${names}`}${how})`;
}
