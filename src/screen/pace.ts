/** How fast a target is asked: at most so many requests per second, and no faster than it says itself. */
import { get } from '../fetch/header-list.ts';
import { isAnswer, type Ask } from './ask.ts';

/** Seconds of a Retry-After that are waited for, and seconds that a target may take of a screen in this way. */
const RETRY_AFTER = { most: 5, together: 20 };

export interface Clock {
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** Spaces requests evenly: `perSecond` at most. */
export function paced(ask: Ask, perSecond: number | undefined, clock = CLOCK): Ask {
  if (perSecond === undefined) return ask;
  let next = clock.now();
  return async (request) => {
    const at = Math.max(next, clock.now());
    next = at + 1000 / perSecond;
    await clock.sleep(at - clock.now());
    return ask(request);
  };
}

/** A 429 is no answer to what was asked: it is asked again once after a short Retry-After. */
export function limited(ask: Ask, clock = CLOCK): Ask {
  let waited = 0;
  return async (request) => {
    const answer = await ask(request);
    if (!isAnswer(answer) || answer.status !== 429) return answer;
    const retryAfter = secondsOf(get(answer.headers, 'retry-after'));
    if (
      retryAfter !== null &&
      retryAfter <= RETRY_AFTER.most &&
      waited + retryAfter <= RETRY_AFTER.together
    ) {
      waited += retryAfter;
      await clock.sleep(retryAfter * 1000);
      const again = await ask(request);
      if (!isAnswer(again) || again.status !== 429) return again;
    }
    return { code: 'rate-limited', retryAfter };
  };
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3, as far as it is a number of seconds. */
function secondsOf(value: string | null): number | null {
  return value !== null && /^\d+$/.test(value.trim()) ? Number(value) : null;
}
