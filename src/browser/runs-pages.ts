/** Whether a browser that is connected is of any use: one that can start no process for pages still answers for itself. */
import type { Session } from './engine.ts';
import { succeeds } from './with-limit.ts';

const ALIVE_LIMIT = 10_000;

/** Whether a page, in a context that `open` makes and that is closed again, runs a script within 10 s. */
export function runsPages(open: () => Promise<Session>): Promise<boolean> {
  const ran = open().then(async (page) => {
    await page.run('() => true');
    await page.close();
  });
  return succeeds(ran, ALIVE_LIMIT);
}
