/** Which causes a run has told in full: the same mistake in another rule is one line. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { causeKey, type Cause } from '../plan/causes.ts';

/** Notes in the run's `folder` that `test` tells the cause; gives the test that did before, or null for the first one. */
export function noteCause(folder: string, project: string, cause: Cause, test: string): string | null {
  const key = createHash('sha256')
    .update(`${project} ${causeKey(cause)}`)
    .digest('hex')
    .slice(0, 16);
  const file = join(folder, `cause-${key}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, test, { flag: 'wx' });
    return null;
  } catch {
    const before = read(file);
    return before === test ? null : before;
  }
}

/** A disk that is full costs a repeated sentence. */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
