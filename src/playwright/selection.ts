/**
 * Which tests Playwright will ask for, so that `-g ID` declares and runs one case and not its whole visit. Playwright does
 * not tell its workers what else they will be given; the command line of the first process does. What `foresee` is wrong
 * about costs time and no verdict, since a test that was not foreseen is run when it asks; `mayBeAsked` may only be wrong
 * by declaring too much.
 */

/** Selects a part by title. */
const GREP = /^(?:-g|--grep)(?:=(.*))?$/;
/** Selects single tests that cannot be foreseen. */
const SINGLE = /^(?:-G|-x|--grep-invert|--last-failed|--only-changed|--test-list|--max-failures|--ui)(?:=|$)/;
/** Leaves visits whole, but not all of them. */
const WHOLE_VISITS = /^--shard|\.spec\./;

/** At least `area/file`, and no more than `id via client`: no space but those, and no sign of a regular expression. */
const ID = /^(?=\S*\/)[\w/.=-]+(?: via [\w-]+)?$/;

/** What the workers get to know; `whole`: every visit is asked for, and in order. */
export type Selection =
  { kind: 'whole' } | { kind: 'visits' } | { kind: 'single' } | { kind: 'grep'; pattern: string };

/** Reads the arguments of `playwright test`. */
export function selectionOf(args: readonly string[]): Selection {
  if (args.some((arg) => SINGLE.test(arg))) return { kind: 'single' };
  // Of several, Playwright takes the last.
  const at = args.map((arg) => GREP.test(arg)).lastIndexOf(true);
  const pattern = GREP.exec(args[at] ?? '')?.[1] ?? args[at + 1];
  if (at >= 0 && pattern !== undefined) return { kind: 'grep', pattern };
  return { kind: args.some((arg) => WHOLE_VISITS.test(arg)) ? 'visits' : 'whole' };
}

/** Passes the selection on to the workers; called in every process, and the first one decides. */
export function shareSelection(): void {
  process.env.CORSPROOF_SELECTION ??= JSON.stringify(selectionOf(process.argv.slice(2)));
}

export function sharedSelection(): Selection {
  return JSON.parse(process.env.CORSPROOF_SELECTION ?? '{"kind":"whole"}') as Selection;
}

/**
 * Says of a title among `titles` whether its test may be asked for; `spec` is the file that declares it. An id, or the beginning of one, is looked for in the titles alone, and
 * nothing else need be declared: Playwright's cost of declaring three thousand tests in each process is saved. Whatever
 * else Playwright would search (projects, files, tags, describes) holds no such text, or everything is declared.
 */
export function mayBeAsked(titles: readonly string[], spec: string): (title: string) => boolean {
  const all = () => true;
  const selection = sharedSelection();
  if (selection.kind !== 'grep' || !ID.test(selection.pattern)) return all;
  const pattern = new RegExp(selection.pattern, 'i');
  if (pattern.test(spec) || !titles.some((title) => pattern.test(title))) return all;
  return (title) => pattern.test(title);
}

/**
 * The id of a try that `-g` names, if it looks like an id and is found in no title and not in `spec`: such a test is only
 * declared where it is asked for. Null if everything that is asked for has a title.
 */
export function namedTry(titles: readonly string[], spec: string): string | null {
  const selection = sharedSelection();
  if (selection.kind !== 'grep' || !ID.test(selection.pattern)) return null;
  const pattern = new RegExp(selection.pattern, 'i');
  return pattern.test(spec) || titles.some((title) => pattern.test(title)) ? null : selection.pattern;
}

/** The titles among `titles` that will be asked for, `asked` among them; `titleOf` gives what grep sees of one. */
export function foresee(
  titles: readonly string[],
  asked: string,
  titleOf: (title: string) => string,
): Set<string> {
  const selection = sharedSelection();
  if (selection.kind === 'single') return new Set([asked]);
  if (selection.kind !== 'grep') return new Set(titles);
  const literal = /^\/(.*)\/([gi]*)$/.exec(selection.pattern);
  const pattern = new RegExp(
    literal?.[1] ?? selection.pattern,
    literal ? (literal[2] ?? '').replace('g', '') : 'i',
  );
  return new Set([asked, ...titles.filter((title) => pattern.test(titleOf(title)))]);
}
