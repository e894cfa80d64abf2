/** What the page is handed: an index that is read at once, and one part per scenario file that is read when it is opened. */
import type { Verdict } from '../../judge/verdict.ts';
import type { Failure } from '../failures.ts';
import type { EndLine, EngineLine, ResultLine, RunLine } from '../lines.ts';

/** One column of the matrix. */
export type Column = Pick<EngineLine, 'engine' | 'build' | 'version' | 'driver' | 'thirdPartyCookies'> & {
  /** Of Playwright's project. */
  name: string;
};

/** One result: places of its column and its verdict, its client, which repeat it is. */
export type Cell = [column: number, via: string, verdict: number, repeat: number];

/** One case with all its results. */
export interface Row {
  id: string;
  title: string;
  line: number;
  cells: Cell[];
}

export interface FileIndex {
  file: string;
  area: string;
  name: string;
  rows: Row[];
}

/** Results that depart from the standard as recorded, for one reason. */
export interface Divergence {
  reason: string;
  bug: string | null;
  where: string[];
  cases: { id: string; title: string; via: string; project: string }[];
}

export interface TargetRule {
  id: string;
  /** `GET /items`, as far as it is known. */
  path: string;
  origins: string[];
  methods: string[];
  headers: string[];
  credentials: boolean;
}

export interface TargetCheck {
  id: string;
  title: string;
  rule: string;
  check: string;
  originClass: string | null;
  severity: string | null;
  fix: string | null;
  bodyRead: boolean;
  credentialRode: string[];
  differences: string[];
  cells: Cell[];
}

export interface Target {
  origin: string;
  rules: TargetRule[];
  checks: TargetCheck[];
  baseline: string[];
}

export interface Index {
  run: RunLine | null;
  end: EndLine;
  verdicts: readonly Verdict[];
  columns: Column[];
  files: FileIndex[];
  failures: Failure[];
  divergences: Divergence[];
  targets: Target[];
}

/** What the standard says of one step. */
export interface ExplainedStep {
  /** What the step does, in a line. */
  title: string;
  request: string[];
  summary: string;
  decisions: { step: string; link: string; decides: boolean }[];
}

export interface Explained {
  why: string;
  page: string;
  steps: ExplainedStep[];
  change: string[];
}

export type PartResult = Pick<
  ResultLine,
  | 'id'
  | 'via'
  | 'verdict'
  | 'title'
  | 'spec'
  | 'file'
  | 'line'
  | 'interference'
  | 'from'
  | 'expected'
  | 'observed'
  | 'steps'
  | 'differences'
  | 'notes'
  | 'decidedBy'
  | 'reason'
  | 'wire'
  | 'console'
  | 'divergence'
  | 'target'
  | 'severity'
  | 'fix'
> & { column: number; repeat: number };

/** Everything about the cases of one file. */
export interface Part {
  source: string | null;
  results: PartResult[];
  /** By `<id> via <client>`. */
  explained: Record<string, Explained>;
  links: Record<string, string>;
}

export interface Payload {
  index: Index;
  /** In the order of `index.files`; each is made when it is written. */
  parts: (() => Part)[];
}
