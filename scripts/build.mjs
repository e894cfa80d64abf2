// Builds dist/ if the sources are newer: what `npx corsproof` and `import 'corsproof'` run.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist', '.built');
// The page's side, the report's page and the guard are plain JavaScript, copied as they are.
const PROBE = 'src/browser/probe';
const PAGE = 'src/report/html/page';
const ASSETS = [
  'src/browser/guard-process.js',
  'servers/targets/module-host.js',
  ...readdirSync(join(root, PROBE), { recursive: true })
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(PROBE, name)),
  ...readdirSync(join(root, PAGE)).map((name) => join(PAGE, name)),
];

const newest = (folder) =>
  Math.max(
    ...readdirSync(join(root, folder), { recursive: true }).map(
      (name) => statSync(join(root, folder, name)).mtimeMs,
    ),
  );

const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
const sources = Math.max(
  newest('src'),
  newest('servers'),
  statSync(join(root, 'tsconfig.build.json')).mtimeMs,
);
if (built < sources) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  for (const asset of ASSETS) cpSync(join(root, asset), join(root, 'dist', asset));
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, '');
}
