/** Starts a user's server, awaits it, watches it and stops it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TargetPlan, TargetStart } from '../../src/plan/target.ts';
import { freePort, isTaken } from '../free-port.ts';
import { startProcess, type TargetProcess } from './process.ts';
import { awaitReady } from './ready.ts';
import { webServerCommand } from './web-servers.ts';

export interface RunningTarget {
  /** Where it really is, such as `http://127.0.0.1:41234`. */
  url: URL;
  /** Why it can answer no more, with its last output; null while it runs. */
  failure(): string | null;
  stop(): Promise<void>;
}

const MODULE_HOST = fileURLToPath(new URL('./module-host.js', import.meta.url));
/** How often a target is started whose port somebody else has taken meanwhile. */
const TRIES = 3;
const IN_USE = /EADDRINUSE|address already in use/i;

/**
 * Starts `plan` and resolves once it answers. `env` is given to every process. Rejects with the cause and the target's
 * last output if it does not get ready.
 */
export async function startTarget(plan: TargetPlan, env: Record<string, string>): Promise<RunningTarget> {
  for (let tries = 1; ; tries += 1) {
    const ports: number[] = [];
    try {
      return await startOnce(plan, env, ports);
    } catch (error) {
      const stolen = (await Promise.all(ports.map(isTaken))).includes(true) || IN_USE.test(String(error));
      if (tries === TRIES || !stolen) throw error;
    }
  }
}

/** Starts `plan` at free ports, which it adds to `ports`. */
async function startOnce(
  plan: TargetPlan,
  env: Record<string, string>,
  ports: number[],
): Promise<RunningTarget> {
  const folder = mkdtempSync(join(env.TMPDIR ?? tmpdir(), 'target-'));
  const processes: TargetProcess[] = [];
  const stop = async () => {
    // The one in front first, so that it does not complain of what is behind it.
    for (const one of [...processes].reverse()) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const failure = () => {
    const dead = processes.find((one) => one.ended() !== null);
    return dead ? `the target ended: ${dead.ended() ?? ''}${lastOutput(dead)}` : null;
  };
  const run = async (start: TargetStart, upstream: number | null): Promise<URL> => {
    if (start.kind === 'url') return new URL(start.url);
    const port = await freePort();
    ports.push(port);
    const values = { port, dir: folder, ...(upstream === null ? {} : { upstream }) };
    processes.push(
      startProcess({
        ...commandOf(start, values),
        cwd: plan.cwd,
        env: { ...env, ...plan.env, PORT: String(port) },
        log: join(folder, `output-${processes.length + 1}.log`),
      }),
    );
    return new URL(`http://127.0.0.1:${port}`);
  };
  try {
    let behind: number | null = null;
    if (plan.upstream) {
      const upstream = await run(plan.upstream, null);
      await awaitReady(upstream, { path: '/', timeout: plan.ready.timeout }, failure, () =>
        outputOf(processes),
      );
      behind = Number(upstream.port);
    }
    const url = await run(plan.start, behind);
    await awaitReady(url, plan.ready, failure, () => outputOf(processes));
    return { url, failure, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Values {
  port: number;
  dir: string;
  upstream?: number;
}

function commandOf(start: Exclude<TargetStart, { kind: 'url' }>, values: Values) {
  switch (start.kind) {
    case 'command':
      return { command: start.command, args: [], shell: true };
    case 'module':
      return { command: process.execPath, args: [MODULE_HOST, start.module] };
    default: {
      const config = join(values.dir, basename(start.config));
      writeFileSync(config, fill(readFileSync(start.config, 'utf8'), start.config, values));
      return webServerCommand(start.kind, config, values.dir);
    }
  }
}

/** Puts values into `{{port}}`, `{{upstream}}`, `{{dir}}` and `{{here}}`, the configuration's own folder. */
function fill(text: string, file: string, values: Values): string {
  const known: Record<string, string | number | undefined> = { ...values, here: dirname(file) };
  if (!/\{\{\s*port\s*\}\}/.test(text))
    throw new Error(`${file} has no {{port}}: write listen {{port}} where the port stands`);
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (placeholder, name: string) => {
    const value = known[name];
    if (value === undefined)
      throw new Error(
        name === 'upstream'
          ? `${file} names {{upstream}}, and the target has no upstream:`
          : `${file} has the unknown placeholder ${placeholder}; known are {{port}}, {{upstream}}, {{dir}}, {{here}}`,
      );
    return String(value);
  });
}

function outputOf(processes: readonly TargetProcess[]): string {
  return processes.map(lastOutput).join('');
}

function lastOutput(one: TargetProcess): string {
  const text = one.output();
  return text === '' ? '; it wrote nothing' : `; it wrote last:\n${indent(text)}`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .slice(-15)
    .map((line) => `  ${line}`)
    .join('\n');
}
