/** The baseline of a policy: what Playwright's own --update-snapshots says is what is compared and written. */
import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment } from './processes.ts';

const SERVER = `export default (request, response) => {
  const { origin } = request.headers;
  response.setHeader('Vary', 'Origin');
  if (origin === 'https://app.example.com') response.setHeader('Access-Control-Allow-Origin', origin);
  response.writeHead(Number(process.env.STATUS ?? 200)).end('ok');
};`;

const POLICY = `title: A server
target: { origin: https://api.example.com, module: server.mjs }
rules:
  - { id: items, path: /items, origins: [https://app.example.com] }
`;

test.describe.configure({ mode: 'serial' });

let folder = '';
const baseline = () => readFileSync(join(folder, 'policies', 'api.baseline.txt'), 'utf8');

/** Runs `checks` of the policy in Chromium. */
function run(args: string[], env: NodeJS.ProcessEnv, checks: string) {
  const cli = join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js');
  const command = [cli, 'test', '--project=chromium', '--reporter=line', '-g', checks];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...command, `--output=${join(folder, 'output')}`, ...args],
    {
      encoding: 'utf8',
      env: {
        ...cleanEnvironment(),
        CI: '',
        CORSPROOF_SCENARIOS: join(folder, 'policies'),
        CORSPROOF_REPORT: join(folder, 'report'),
        ...env,
      },
    },
  );
  return { status, output: stdout + stderr };
}

test.beforeAll(({}, testInfo) => {
  folder = testInfo.outputPath('run');
  mkdirSync(join(folder, 'policies'), { recursive: true });
  writeFileSync(join(folder, 'policies', 'server.mjs'), SERVER);
  writeFileSync(join(folder, 'policies', 'api.yaml'), POLICY);
});

test('the first run writes it, in words that can be reviewed, and the next one is held to it', () => {
  const { status, output } = run([], {}, 'items/works');
  expect(status, output).toBe(0);
  expect(output).toContain('api.baseline.txt: 1 check written');
  expect(baseline()).toContain('\nitems/works/trusted [chromium]: GET 200\n');
  const again = run([], {}, 'items/works');
  expect(again.status, again.output).toBe(0);
  expect(again.output).not.toContain('written');
});

test('a change fails with the difference in words', () => {
  const before = baseline();
  const { status, output } = run([], { STATUS: '203' }, 'items/works');
  expect(status).toBe(1);
  expect(output).toContain('trusted is "GET 203", not "GET 200"');
  expect(output).toContain('npx playwright test --update-snapshots');
  expect(baseline()).toBe(before);
});

test('--update-snapshots accepts it, and leaves the lines of other engines and checks', () => {
  const file = join(folder, 'policies', 'api.baseline.txt');
  const others = 'items/hostile/* [chromium]: refused\nitems/works/trusted [firefox]: GET 500\n';
  writeFileSync(file, baseline() + others);
  expect(run(['--update-snapshots'], { STATUS: '203' }, 'items/works').status).toBe(0);
  expect(baseline()).toContain('\nitems/works/trusted [chromium]: GET 203\n');
  for (const line of others.split('\n')) expect(baseline()).toContain(line);
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test('an older one is rewritten, and that is said', () => {
  const file = join(folder, 'policies', 'api.baseline.txt');
  writeFileSync(file, 'items/works/app via fetch\n  chromium:\n    GET is allowed (200)\n');
  const { status, output } = run([], {}, 'items/works');
  expect(status, output).toBe(0);
  expect(output).toContain('older edition, and is rewritten');
  expect(baseline()).toContain('\nitems/works/trusted [chromium]: GET 200\n');
});

test('a merge conflict in it is told at its line, and left to be resolved', () => {
  const file = join(folder, 'policies', 'api.baseline.txt');
  const conflict = `${baseline()}<<<<<<< HEAD\n`;
  writeFileSync(file, conflict);
  const { status, output } = run(['--update-snapshots'], {}, 'items/works');
  expect(status).toBe(1);
  expect(output).toMatch(/api\.baseline\.txt:\d+ is not a line of a baseline: <<<<<<< HEAD/);
  expect(baseline()).toBe(conflict);
});
