/** A process of a target: its end is watched, the tail of its output kept, its whole group stopped. */
import { spawn, type ChildProcess } from 'node:child_process';

/** Characters of output that are kept for messages. */
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
export function startProcess({ command, args, shell = false, cwd, env }: ProcessOptions): TargetProcess {
  let tail = '';
  let end: string | null = null;
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    shell,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const keep = (chunk: Buffer) => (tail = (tail + chunk.toString('utf8')).slice(-TAIL));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
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
    output: () => tail.trim(),
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
