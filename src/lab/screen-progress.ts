/** Says how far a long screen is: nothing for a target that answers quickly, a line now and then for one that does not. */

/** Milliseconds before the first line, and between two; in CI, where lines stay for ever, fewer. */
const FIRST = 5_000;
const BETWEEN = process.env.CI ? 60_000 : 10_000;

export interface ScreenProgress {
  /** Called after each rule. */
  progress: (done: number, of: number) => void;
  /** Nothing is written afterwards. */
  stop: () => void;
}

/** Begins to tell `write` of the screen of `origin`, which has so many rules. */
export function tellScreenProgress(
  origin: string,
  rules: number,
  write: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): ScreenProgress {
  let done = 0;
  let timer = setTimeout(tell, FIRST);
  timer.unref();
  function tell(): void {
    write(`screening ${origin}: ${done} of ${rules} ${rules === 1 ? 'rule' : 'rules'}`);
    timer = setTimeout(tell, BETWEEN);
    timer.unref();
  }
  return { progress: (now) => void (done = now), stop: () => clearTimeout(timer) };
}
