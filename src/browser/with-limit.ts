/** Waits for `promise`, but no longer than `ms` milliseconds; rejects then, saying `what` did not end. */
export function withLimit<T>(promise: Promise<T>, ms: number, what = 'a command'): Promise<T> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not end within ${ms / 1000} s`)), ms);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

/** Whether `work` succeeds within `ms` milliseconds. */
export function succeeds(work: Promise<unknown>, ms: number): Promise<boolean> {
  return withLimit(work, ms).then(
    () => true,
    () => false,
  );
}
