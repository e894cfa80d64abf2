/** The packed package in an empty project: a user's whole way in, from the tarball to a server proved right or wrong. */
import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment } from './processes.ts';

/** A server that answers its one trusted origin, or whoever asks. */
const SERVER = `
const http = require('node:http');
http.createServer((request, response) => {
  const { origin } = request.headers;
  response.setHeader('Vary', 'Origin');
  if (origin !== undefined && (process.env.REFLECT || origin === 'https://app.example.com')) {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    if (request.method === 'OPTIONS') response.setHeader('Access-Control-Allow-Methods', 'GET, PUT');
  }
  response.writeHead(request.method === 'OPTIONS' ? 204 : 200).end(request.method === 'OPTIONS' ? undefined : 'secret');
}).listen(process.env.PORT, '127.0.0.1');
`;

const OWN = `
import { expect, test } from '@playwright/test';
test('a test of the user', () => expect(1 + 1).toBe(2));
`;

const BY_HAND = `
import { expect, test } from 'corsproof';
test('a call by hand', async ({ cors }) => {
  await cors.serve({
    origins: { app: 'https://app.example.com', api: 'https://api.example.com' },
    routes: { 'api/item': { cors: { origin: '$app', methods: ['PUT'] } } },
  });
  const call = await cors.from('app').fetch('api/item', { method: 'PUT' });
  expect(call).toHavePreflighted({ method: 'PUT' });
  expect(call).toHaveBeenAllowed();
});
`;

let folder = '';

function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const options = { cwd: folder, env: { ...cleanEnvironment(), ...env }, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(command, args, options);
  return { status, output: stdout + stderr };
}

interface Line {
  kind: string;
  id: string;
  engine: string;
  verdict: string;
  reason: string | null;
  causes?: { id: string; proof: string; fix: string[] }[];
}

function results(): Line[] {
  return readFileSync(join(folder, 'corsproof-report', 'results.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
    .filter(({ kind }) => kind === 'result');
}

test.describe.configure({ mode: 'serial', timeout: 300_000 });

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'corsproof-user-'));
  const root = join(import.meta.dirname, '../..');
  const packed = spawnSync('npm', ['pack', '--json', `--pack-destination=${folder}`], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(packed.status, packed.stderr).toBe(0);
  const [, tarball = ''] = /"filename":\s*"([^"]+)"/.exec(packed.stdout) ?? [];
  expect(run('npm', ['init', '-y']).status).toBe(0);
  const quick = ['--prefer-offline', '--no-audit', '--no-fund'];
  const installed = run('npm', ['i', '-D', `./${tarball}`, '@playwright/test', ...quick]);
  expect(installed.status, installed.output).toBe(0);
  writeFileSync(join(folder, 'server.js'), SERVER);
  const flags = ['--target', 'https://api.example.com', '--command', 'node server.js', '--credentials'];
  const initialised = run('npx', ['corsproof', 'init', '--yes', ...flags]);
  expect(initialised.status, initialised.output).toBe(0);
  writeFileSync(join(folder, 'tests', 'own.spec.ts'), OWN);
  writeFileSync(join(folder, 'tests', 'hand.cors.spec.ts'), BY_HAND);
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the commands know the policy that init wrote', () => {
  expect(run('npx', ['corsproof', 'check']).output).toContain('no problems');
  expect(run('npx', ['corsproof', 'list', '-g', 'hostile']).output).toContain('policies/api/api/hostile');
  expect(run('npx', ['corsproof', 'list', '--tries', '-g', 'hostile/any']).output).toContain(
    'policies/api/api/hostile/any/GET',
  );
  expect(run('npx', ['corsproof', 'init', '--yes']).output).toContain('kept   policies/api.yaml');
});

const SOME = 'api/(works|hostile) |a test of the user|a call by hand';

test('a correct server is green in the three engines, beside specs of the user', () => {
  const { status, output } = run('npx', ['playwright', 'test', '--reporter=line', '-g', SOME]);
  expect(output).toContain('10 passed');
  expect(status).toBe(0);
  expect(results().map(({ engine, verdict }) => `${engine} ${verdict}`)).toEqual(
    ['chromium', 'firefox', 'webkit'].flatMap((engine) => Array<string>(2).fill(`${engine} conforms`)),
  );
});

test('a server that sends every origin back is red in the three engines, with its cause and the fix', () => {
  const { status, output } = run('npx', ['playwright', 'test', '--reporter=line', '-g', SOME], {
    REFLECT: '1',
  });
  expect(status).toBe(1);
  const hostile = results().filter(({ id }) => id.endsWith('/hostile'));
  expect(hostile).toHaveLength(3);
  for (const { engine, verdict, reason, causes = [] } of hostile) {
    expect(verdict, `${engine}: ${reason ?? ''}`).toBe('violates');
    expect(causes.map(({ id, proof }) => `${id} ${proof}`)).toEqual(['reflects-origin browser']);
    expect(causes[0]?.fix.join('\n')).toContain('Compare the whole Origin header');
  }
  expect(output).toContain('sends back whatever origin asks, such as https://evil.test, with credentials');
  expect(output).toContain('How to fix');
  expect(output).toContain('npx playwright test --project=cors-webkit -g policies/api/api/hostile');
  expect(output).toContain('7 passed');
});
