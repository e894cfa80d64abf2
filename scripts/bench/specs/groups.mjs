/** Declares the tests in groups of a visit's size, each of which runs on one worker. */
export function emptyTests(test) {
  const GROUP = 240;
  const tests = Number(process.env.BENCH_TESTS);
  for (let from = 0; from < tests; from += GROUP)
    test.describe(() => {
      test.describe.configure({ mode: 'default' });
      for (let index = from; index < Math.min(tests, from + GROUP); index++)
        test(`empty ${index}`, () => undefined);
    });
}
