/** Targets that misbehave: each is told with its last output, hurts no other, and leaves nothing behind. */
import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES, type EngineName } from '../../src/browser/engine.ts';
import { cleanEnvironment, processesWith } from './processes.ts';

test.describe.configure({ mode: 'parallel' });

/** The start of every target below: answers /items as its one trusted origin needs it. */
const SERVER = `
import http from 'node:http';
import net from 'node:net';
const port = Number(process.env.PORT);
const good = (request, response) => {
  response.setHeader('Vary', 'Origin');
  if (request.headers.origin === 'https://app.example.com')
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin);
  response.end('ok');
};
const listen = (handler, at = port) => http.createServer(handler).listen(at, '127.0.0.1');
`;

const TARGETS: Record<string, string> = {
  good: 'listen(good);',
  unready: "console.log('waiting for the database'); setInterval(() => {}, 1000);",
  dying:
    "listen((request, response) => { if (request.url !== '/items') return response.end(); console.error('out of paper'); process.exit(7); });",
  garbage:
    "net.createServer((socket) => socket.on('data', (data) => socket.end(String(data).startsWith('GET / ') ? 'HTTP/1.1 204 No Content\\r\\n\\r\\n' : 'certainly not HTTP\\r\\n\\r\\n'))).listen(port, '127.0.0.1');",
  hanging: "listen((request, response) => { if (request.url !== '/items') response.end(); });",
  huge: `listen((request, response) => {
    if (request.url !== '/items') return response.end();
    response.setHeader('Access-Control-Allow-Origin', 'https://app.example.com');
    const chunk = Buffer.alloc(1_000_000);
    let left = 100;
    const write = () => { while (left-- > 0) if (!response.write(chunk)) return void response.once('drain', write); response.end(); };
    write();
  });`,
  elsewhere:
    "const server = listen(good, 0); server.on('listening', () => console.log('ready on http://localhost:' + server.address().port));",
};

const SAID: Record<string, RegExp> = {
  unready:
    /the target is not ready after 1 s: .*nothing listens there.*it wrote last:\s+waiting for the database/s,
  dying: /the target ended: it ended with exit code 7; it wrote last:\s+out of paper/,
  garbage: /the target sent no response that can be read: Parse Error: Expected HTTP/,
  hanging: /the target sent no response within 8 s/,
  huge: /the target gave no response to GET \/items: the response has more than 10 MB/,
  elsewhere:
    /the target is not ready after 1 s: .*its output names port \d+: it has to listen on the port given in PORT/s,
};

function policy(name: string, target: string): string {
  return `title: The ${name} target
target:
  origin: https://${name}.example.net
${target}
  ready: { path: /, timeout: ${name === 'unready' || name === 'elsewhere' ? 1 : 30} }
rules:
  - { id: items, path: /items, origins: [https://app.example.com] }
`;
}

/** Runs `checks` of all policies of `folder`. */
function run(folder: string, checks: string, env: NodeJS.ProcessEnv, engine: EngineName, workers: number) {
  const cli = join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js');
  const args = [cli, 'test', `--project=${engine}`, `--workers=${workers}`, '--reporter=line', '--trace=on'];
  const output = `--output=${join(folder, 'output')}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, output, '-g', checks], {
    encoding: 'utf8',
    env: {
      ...cleanEnvironment(),
      CORSPROOF_SCENARIOS: join(folder, 'policies'),
      CORSPROOF_REPORT: join(folder, 'report'),
      ...env,
    },
  });
  const lines = readFileSync(join(folder, 'report', 'results.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean);
  const results = lines.map((line) => JSON.parse(line) as Result).filter(({ kind }) => kind === 'result');
  return { status, output: stdout + stderr, results };
}

interface Result {
  kind: string;
  id: string;
  verdict: string;
  attempt: number;
  differences: string[];
}

test('each fault is told with its last output, the others go on, and nothing stays behind', async ({}, testInfo) => {
  const folder = testInfo.outputPath('run');
  mkdirSync(join(folder, 'policies'), { recursive: true });
  const marker = `TARGETS_SELFTEST=${process.pid}-${Date.now()}`;
  for (const [name, code] of Object.entries(TARGETS)) {
    writeFileSync(join(folder, 'policies', `${name}.mjs`), SERVER + code);
    const command = `  command: node ${name}.mjs`;
    writeFileSync(join(folder, 'policies', `${name}.yaml`), policy(name, command));
  }
  const [variable = '', value = ''] = marker.split('=');
  const env = { [variable]: value };
  const { status, output, results } = run(folder, 'items/works', env, 'chromium', 2);
  expect(status).toBe(1);
  expect(results.map(({ id, verdict }) => `${id.split('/')[1] ?? ''} ${verdict}`).sort()).toEqual([
    'dying inconclusive',
    'elsewhere inconclusive',
    'garbage inconclusive',
    'good conforms',
    'hanging inconclusive',
    'huge inconclusive',
    'unready inconclusive',
  ]);
  for (const { id, differences } of results) {
    const said = SAID[id.split('/')[1] ?? ''];
    if (said) expect(differences.join('\n')).toMatch(said);
  }
  // Only what pages have tried is tried again alone.
  const attempts = results.map(({ id, attempt }) => `${id.split('/')[1] ?? ''} ${attempt}`);
  expect(attempts.filter((one) => !one.endsWith(' 1'))).toEqual(['huge 2']);
  expect(output).toContain('No evidence:');
  await expect.poll(() => processesWith(marker), { timeout: 20_000 }).toEqual([]);
});

/** Every text that was written below `folder`, the policies themselves left out. */
function writtenBelow(folder: string): { file: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('policies') || name.endsWith('.txt'))
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => ({ file, text: readFileSync(file, 'latin1') }));
}

const TALKING = `${SERVER}
listen((request, response) => {
  if (request.url === '/') return response.end();
  console.log('authorised with', process.env.API_TOKEN, process.env.DEPLOY_SECRET);
  if (process.env.DIES) process.exit(1);
  response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
  response.setHeader('Set-Cookie', 'session=canary-cookie; Path=/');
  response.setHeader('X-Api-Key', 'canary-header');
  response.setHeader('Location', 'https://user:canary-userinfo@other.example.com/?access_token=canary-location');
  response.end('canary-body');
});`;

for (const engine of ENGINES)
  test(`secrets reach no report, no log and no attachment of a run in ${engine}`, ({}, testInfo) => {
    const folder = testInfo.outputPath('run');
    mkdirSync(join(folder, 'policies'), { recursive: true });
    writeFileSync(join(folder, 'policies', 'talking.mjs'), TALKING);
    for (const [name, dies] of [
      ['talking', ''],
      ['dying', '1'],
    ] as const) {
      const target = `  command: node talking.mjs\n  env: { API_TOKEN: canary-policy-env, DIES: "${dies}" }`;
      const source = policy(name, target).replace('/items,', '"/items?api_token=canary-query",');
      writeFileSync(join(folder, 'policies', `${name}.yaml`), source);
    }
    const checks = '(talking/items/(hostile|works)|dying/items/works) ';
    const { status, output, results } = run(folder, checks, { DEPLOY_SECRET: 'canary-env' }, engine, 1);
    expect(status).toBe(1);
    expect(new Set(results.map(({ verdict }) => verdict))).toEqual(
      new Set(['violates', 'inconclusive', 'conforms']),
    );
    expect(output).toContain('authorised with … …');
    expect(output).toContain('/items?api_token=…');
    const written = [{ file: 'the terminal', text: output }, ...writtenBelow(folder)];
    expect(written.length).toBeGreaterThan(4);
    // A trace would hold everything, packed.
    expect(written.filter(({ file }) => file.endsWith('.zip'))).toEqual([]);
    const leaks = written.flatMap(({ file, text }) =>
      [...text.matchAll(/.{0,60}canary-[a-z-]+/g)].map(([leak]) => `${file}: ${leak}`),
    );
    expect(leaks).toEqual([]);
  });
