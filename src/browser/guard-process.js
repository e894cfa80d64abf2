// The guard: see guard.ts. Plain JavaScript with no imports of ours, so that it starts from source and from dist.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** @type {Set<number>} */
const groups = new Set();
/** @type {Set<string>} */
const folders = new Set();

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [verb, ...rest] = line.split(' ');
  const what = rest.join(' ');
  if (verb === 'group') groups.add(Number(what));
  if (verb === 'folder') folders.add(what);
  if (verb === 'release-group') groups.delete(Number(what));
  if (verb === 'release-folder') folders.delete(what);
});
lines.on('close', () => {
  for (const group of groups) kill(group);
  // Browsers need a moment to let go of their profile.
  const attempt = (/** @type {number} */ left) => {
    for (const folder of folders) {
      try {
        rmSync(folder, { recursive: true, force: true });
        folders.delete(folder);
      } catch {
        // Tried again below.
      }
    }
    if (folders.size > 0 && left > 0) setTimeout(attempt, 200, left - 1);
  };
  setTimeout(attempt, 100, 10);
});

/** @param {number} group */
function kill(group) {
  for (const target of [-group, group]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
