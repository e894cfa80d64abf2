import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { TRUST_STORE, withoutTrustStore } from '../../../src/browser/trust-store.ts';

describe('WebKitGTK without the trust store of the system', () => {
  const [program, ...args] = withoutTrustStore(['wc', '-c', TRUST_STORE]);
  const mayMount = spawnSync('unshare', ['--mount', 'true']).status === 0;

  test.runIf(existsSync(TRUST_STORE) && mayMount)('the command sees it empty, and nobody else does', () => {
    expect(execFileSync(program, args, { encoding: 'utf8' })).toMatch(/^0 /);
    expect(statSync(TRUST_STORE).size).toBeGreaterThan(0);
  });

  test.runIf(mayMount)('its process is the one that was started', async () => {
    const [shell, ...rest] = withoutTrustStore(['sh', '-c', 'echo $$']);
    const child = spawn(shell, rest, { stdio: ['ignore', 'pipe', 'ignore'] });
    const told = await new Promise((resolve) =>
      child.stdout.once('data', (data: Buffer) => resolve(Number(data.toString()))),
    );
    expect(told).toBe(child.pid);
  });
});
