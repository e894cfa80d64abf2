/** A check: what is tried at a target, and what has to come of it. */
import type { TargetPlan } from './target.ts';

export { SEVERITIES, type Severity } from './causes.ts';

export type CheckKind =
  'works' | 'preflight' | 'cached' | 'expose' | 'errors' | 'refused' | 'hostile' | 'hygiene' | 'poisoning';

/** What the policy says of the rule that a check belongs to. */
export interface RulePlan {
  id: string;
  /** Path and query. */
  path: string;
  origins: 'any' | 'none' | string[];
  methods: string[];
  headers: string[];
  credentials: boolean;
  expose: string[];
  maxAge?: number;
  status?: number;
}

export interface CheckPlan {
  kind: CheckKind;
  target: TargetPlan;
  rule: RulePlan;
  /** Of a hostile origin: its class, in words. */
  originClass?: string;
  /** How a page at that origin can come about. */
  reach?: 'real-dns' | 'proxy-only';
  /** Of an error: the status that the page has to read. */
  status?: number;
  /** Of hygiene: what of the headers it is about. */
  subject?: 'headers' | 'vary' | 'cookie' | 'applications' | 'redirect';
  /** Of a step that is refused: what the policy does not name. */
  undeclared?: { kind: 'method' | 'header' | 'credentials' | 'origin'; name: string };
  /** Whether a shared cache stands in front of the target. */
  throughCache?: true;
  /** Why a failure is accepted, and until when. */
  ignore?: { reason: string; until: string };
}
