/** Reading a file runs nothing: what a target names is started by a run of its checks alone. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { predict } from '../../../src/fetch/predict.ts';
import { loadSuite } from '../../../src/policy/suite.ts';

const started = vi.hoisted(() => vi.fn());
vi.mock('node:child_process', () => ({
  spawn: started,
  spawnSync: started,
  exec: started,
  execFile: started,
  execSync: started,
  fork: started,
}));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'corsproof-unit-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const touch = () => join(folder, 'touched');
const module = () =>
  `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(touch())}, '');`;

const policy = (target: string) => `title: T
target: { origin: 'https://api.example.com', ${target} }
rules: [{ id: items, path: /items, origins: ['https://app.example.com'] }]
`;
const scenario = (text: string) => `title: ${text}
why: ${text}
spec: [fetch#cors-check]
origins: { app: http://app.example.com, api: http://api.example.com }
cases:
  - id: x
    request: { url: api/item }
    routes: { api/item: { response: { headers: { access-control-allow-origin: $app, x-a: ${text} }, body: ${text} } } }
    expect: { outcome: allowed }
`;

test.each([
  ['a command', () => policy(`command: "touch ${touch()}"`)],
  ['a module', () => policy('module: run.mjs')],
  ['what a shell would expand', () => scenario(`"$(touch ${touch()}) \`touch ${touch()}\`"`)],
  ['what a template would expand', () => scenario(`"\${process.exit(1)} {{constructor}} <%= 1 %>"`)],
])('%s is read and not run', (_, source) => {
  writeFileSync(join(folder, 'run.mjs'), module());
  writeFileSync(join(folder, 'file.yaml'), source());
  const { plans } = loadSuite([join(folder, 'file.yaml')]);
  for (const plan of plans.filter(({ check }) => !check)) predict(plan, 'fetch');
  expect(plans.length).toBeGreaterThan(0);
  expect(started).not.toHaveBeenCalled();
  expect(readdirSync(folder)).not.toContain('touched');
});

test('a function as a tag is refused and not run', () => {
  const source = scenario(`!!js/function 'function () { require("fs").writeFileSync("${touch()}", "") }'`);
  writeFileSync(join(folder, 'file.yaml'), source);
  const { plans, problems } = loadSuite([join(folder, 'file.yaml')]);
  expect(plans).toEqual([]);
  expect(problems[0]).toMatchObject({ line: 1, message: 'tags are not part of the language' });
  expect(readdirSync(folder)).not.toContain('touched');
});
