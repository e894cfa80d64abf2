/** Problems with a place, a sentence and a hint: what every room that reads YAML reports instead of throwing. */
import leven from 'leven';
import { printableLine } from './printable.ts';

/** Characters of a message that quotes what stands in a file. */
const LONGEST = 800;

export interface Problem {
  file: string;
  /** Counted from 1. */
  line: number;
  col: number;
  message: string;
  hint?: string;
}

/** A path into the document: keys and indices. */
export type DocumentPath = readonly (string | number)[];

/** Finds the place of a path in its file; a path that is not there gives its nearest ancestor. */
export type Locate = (path: DocumentPath) => { line: number; col: number };

/** Takes note of a problem at a place of the file that is read. */
export type ReportProblem = (path: DocumentPath, message: string, hint?: string) => void;

export function formatProblem({ file, line, col, message, hint }: Problem): string {
  const words = `${shortened(message)}${hint === undefined ? '' : ` (${shortened(hint)})`}`;
  return printableLine(`${file}:${line}:${col} ${words}`);
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

/** The candidate nearest to `written`, if one is near enough to have been meant. */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  const ranked = [...candidates]
    .map((candidate) => ({ candidate, distance: leven(written.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.floor(written.length / 3)) ? best.candidate : undefined;
}

/** `did you mean api?`, or else the list of what there is. */
export function didYouMean(written: string, candidates: Iterable<string>): string {
  const known = [...candidates];
  const near = nearest(written, known);
  return near === undefined
    ? `there is ${known.join(', ') || 'nothing of the kind'}`
    : `did you mean ${near}?`;
}
