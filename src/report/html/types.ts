/** What the page is handed: an index that is read at once, and one part per scenario file that is read when it is opened. */
import type { Verdict } from '../../judge/verdict.ts';
import type { JoinedCause } from '../causes.ts';
import type { Failure } from '../failures.ts';
import type { EndLine, EngineLine, ResultLine, RunLine, TryLine } from '../lines.ts';
import type { TryWire } from '../try-wire.ts';

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

/** What a kind of origin may do with one method. */
export interface Permission {
  /** `carried-out`: the page cannot read the response, and the server did what it asked; `unknown`: no evidence. */
  state: 'allowed' | 'refused' | 'carried-out' | 'unknown';
  /** The policy says otherwise. */
  differs: boolean;
  /** Of an allowed call that is answered otherwise than the policy says. */
  status: number | null;
  modes: ('omit' | 'include')[];
  /** With their versions; empty if all engines agree. */
  engines: string[];
}

export interface WhoRow {
  /** Classes of origins that are treated alike; none for a trusted origin. */
  classes: string[];
  /** Three at most. */
  origins: string[];
  /** In the order of the rule's methods; a cell is empty if nothing was tried. */
  cells: Permission[][];
}

export interface WhoFamily {
  title: string;
  rows: WhoRow[];
}

export interface TargetQuestion {
  /** Of the test. */
  id: string;
  question: string;
  /** In all engines. */
  tries: number;
  cells: Cell[];
}

export interface TargetRule {
  id: string;
  path: string;
  origins: string[];
  methods: string[];
  headers: string[];
  credentials: boolean;
  /** Place of the part that holds its results. */
  part: number;
  families: WhoFamily[];
  /** How many permissions are not as the policy says. */
  differences: number;
  questions: TargetQuestion[];
}

export type TargetCause = Omit<JoinedCause, 'worst'> & {
  worst: TryWire & {
    /** Of the test. */
    id: string;
    via: string;
    project: string;
    attempt: TryLine | null;
  };
};

export interface Target {
  origin: string;
  /** Results, and how many of them failed. */
  total: number;
  failing: number;
  /** With their versions. */
  engines: string[];
  causes: TargetCause[];
  /** What failed without a cause. */
  failures: Failure[];
  rules: TargetRule[];
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
  | 'rule'
  | 'check'
  | 'tries'
  | 'causes'
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
