/** Waits until a target answers. */
import http from 'node:http';
import https from 'node:https';

/** Milliseconds between two attempts: at first, how much longer each time, and at most. */
const PAUSE = { first: 25, growth: 1.3, most: 250 };
/** Milliseconds that one attempt may take. */
const ATTEMPT = 5_000;

const NOBODY = 'nothing listens there, at the port that it was given';

/**
 * Resolves once `url` answers `ready.path` (with `ready.status`, if that is given). Rejects with the cause once the
 * target has failed or `ready.timeout` seconds have passed.
 */
export async function awaitReady(
  url: URL,
  ready: { path: string; status?: number; timeout: number },
  failure: () => string | null,
  output: () => string,
): Promise<void> {
  const until = performance.now() + ready.timeout * 1000;
  let last = NOBODY;
  let pause = PAUSE.first;
  for (;;) {
    const failed = failure();
    if (failed !== null) throw new Error(failed);
    const answer = await ask(new URL(ready.path, url));
    if (typeof answer === 'number') {
      if (ready.status === undefined || ready.status === answer) return;
      last = `it answers ${answer}, not ${ready.status}`;
    } else last = answer;
    if (performance.now() > until) {
      const text = output();
      throw new Error(
        `the target is not ready after ${ready.timeout} s: ${url.origin}${ready.path}: ${last}${elsewhere(text, url)}${text}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * PAUSE.growth, PAUSE.most);
  }
}

/** The status of the answer, or why there is none. */
function ask(url: URL): Promise<number | string> {
  return new Promise((resolve) => {
    const call = (url.protocol === 'https:' ? https : http).get(
      url,
      { agent: false, timeout: ATTEMPT, rejectUnauthorized: false },
      (response) => {
        response.destroy();
        resolve(response.statusCode ?? 0);
      },
    );
    call.on('timeout', () => call.destroy(new Error('it takes the connection and does not answer')));
    call.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' ? NOBODY : error.message),
    );
  });
}

/** A target that takes no notice of PORT often says where it listens. */
function elsewhere(output: string, url: URL): string {
  const ports = [...output.matchAll(/(?::|\bport\s+)(\d{2,5})\b/gi)].map((match) => match[1]);
  const other = ports.find((port) => port !== url.port);
  return other === undefined
    ? ''
    : `; its output names port ${other}: it has to listen on the port given in PORT`;
}
