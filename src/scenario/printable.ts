/** Texts of others, as a terminal may show them: what it would obey is written as an escape. */

/** C0 without tab and line feed, DEL, C1, the line and paragraph separators, and what turns the direction of writing. */
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
/** A line break within these would begin a line of its own. */
const BREAKS = /[\t\n]/g;

/** The text without control characters, its lines kept. */
export function printable(text: string): string {
  return text.replaceAll(CONTROL, escaped);
}

/** The text without control characters, as one line. */
export function printableLine(text: string): string {
  return printable(text).replaceAll(BREAKS, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
