/**
 * What WebKitGTK writes to its console. A page under automation is ephemeral, and of ephemeral pages MiniBrowser writes
 * nothing; so the page is opened as a person would.
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { guardedEnvironment } from './guard.ts';
import { end } from './process-group.ts';
import { startDisplay } from './webkitgtk.ts';

export interface ConsoleOptions {
  /** MiniBrowser. */
  executable: string;
  url: string;
  socksPort: number;
  /** Resolves when the page has come to its end. */
  done: Promise<void>;
}

/** The console's lines, without the marks of their kind. */
export async function consoleOf({ executable, url, socksPort, done }: ConsoleOptions): Promise<string[]> {
  const display = process.env.DISPLAY ? null : await startDisplay();
  const args = [
    '--enable-write-console-messages-to-stdout=true',
    '--ignore-tls-errors',
    `--proxy=socks5://127.0.0.1:${socksPort}`,
    url,
  ];
  const browser = spawn(executable, args, {
    detached: true,
    // The setting is named after the other one.
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      ...guardedEnvironment(),
      ...(display ? { DISPLAY: display.name, GDK_BACKEND: 'x11' } : {}),
    },
  });
  try {
    const written = text(browser.stderr);
    await done;
    browser.kill('SIGTERM');
    return (await written).split('\n').flatMap((line) => /CONSOLE (?:[A-Z]+ )+(.*)$/.exec(line)?.[1] ?? []);
  } finally {
    end(browser);
    if (display) end(display.process);
  }
}
