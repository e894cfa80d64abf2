import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, isTaken } from '../../../../servers/free-port.ts';
import { startTarget } from '../../../../servers/targets/start.ts';
import type { TargetPlan } from '../../../../src/plan/target.ts';

/** The port of its first `times` starts is taken by a process of another group, just before it listens. */
const SERVER = `
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import http from 'node:http';
const [file, times] = process.argv.slice(2);
const port = Number(process.env.PORT);
appendFileSync(file, 'x');
if (readFileSync(file, 'utf8').length <= Number(times)) {
  const code = "require('node:net').createServer((socket) => socket.destroy()).listen(" + port + ", '127.0.0.1', () => console.log()); setTimeout(process.exit, 5000)";
  const thief = spawn(process.execPath, ['-e', code], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => thief.stdout.once('data', resolve));
  thief.unref();
}
http.createServer((request, response) => response.end('mine')).listen(port, '127.0.0.1');
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
  writeFileSync(join(folder, 'server.mjs'), SERVER);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function target(times: number): TargetPlan {
  return {
    origin: 'https://api.example.com',
    start: { kind: 'command', command: `node server.mjs starts-${times} ${times}` },
    cwd: folder,
    env: {},
    ready: { path: '/', timeout: 20 },
  };
}

test('a target whose port was taken before it listened is started at another one', async () => {
  const running = await startTarget(target(1), {});
  const answer = await fetch(running.url).then((response) => response.text());
  await running.stop();
  expect(answer).toBe('mine');
});

test('after three such starts the target is told to have failed, with what it wrote', async () => {
  await expect(startTarget(target(9), {})).rejects.toThrow(/the target ended: .*EADDRINUSE/s);
});

test('of colours in its output nothing is told', async () => {
  const code = "console.error('\\u001b[31mout of paper\\u001b[39m'); process.exit(3)";
  const start = { kind: 'command', command: `node -e "${code}"` } as const;
  await expect(startTarget({ ...target(0), start }, {})).rejects.toThrow(/it wrote last:\n {2}out of paper$/);
});

test('a port is free until something listens', async () => {
  const port = await freePort();
  expect(port).toBeLessThan(32_000);
  expect(await isTaken(port)).toBe(false);
});
