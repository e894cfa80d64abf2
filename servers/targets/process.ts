/** A process of a target: its end is watched, the tail of its output kept, its whole group stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/** Bytes of output that are shown in messages. */
const TAIL = 4_000;
/** Milliseconds between asking a process to end and ending it. */
const GRACE = 2_000;

export interface ProcessOptions {
  command: string;
  args: string[];
  /** Whether `command` is a line for the shell. */
  shell?: boolean;
  cwd: string;
  env: Record<string, string>;
  /** A file for its output: many servers open /dev/stderr, which a socket, as Node's own pipes are, forbids. */
  log: string;
}

export interface TargetProcess {
  /** What it wrote last, both streams. */
  output(): string;
  /** How it ended, in words, or null while it runs. */
  ended(): string | null;
  /** Ends it and what it has started. */
  stop(): Promise<void>;
}

/** Starts a process group; a program that is not there ends at once, in words. */
export function startProcess({ command, args, shell = false, cwd, env, log }: ProcessOptions): TargetProcess {
  const output = openSync(log, 'a');
  let end: string | null = null;
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    shell,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const closed = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      end = (error as NodeJS.ErrnoException).code === 'ENOENT' ? `${command} is not there` : error.message;
      resolve();
    });
    child.once('exit', (code, signal) => {
      end ??= signal === null ? `it ended with exit code ${code ?? 0}` : `it was ended by ${signal}`;
      resolve();
    });
  });
  return {
    output: () => stripVTControlCharacters(tailOf(log)).trim(),
    ended: () => end,
    stop: async () => {
      signal(child, 'SIGTERM');
      const timer = setTimeout(() => signal(child, 'SIGKILL'), GRACE);
      await closed;
      clearTimeout(timer);
      // What it has started may have stayed behind.
      signal(child, 'SIGKILL');
    },
  };
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // It is gone.
  }
}

function tailOf(file: string): string {
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    const { size } = fstatSync(handle);
    const tail = Buffer.alloc(Math.min(size, TAIL));
    readSync(handle, tail, 0, tail.length, size - tail.length);
    return tail.toString('utf8');
  } catch {
    // The target has been stopped, and its folder removed.
    return '';
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
