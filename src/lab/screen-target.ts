/** Screens a target that stands ready, and says what it seems to run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ForwardTo } from '../../servers/targets/forward.ts';
import type { CheckPlan } from '../plan/check.ts';
import type { TargetPlan, TargetStart } from '../plan/target.ts';
import { httpAsker, isAnswer, type Ask, type WireRequest } from '../screen/ask.ts';
import { screenTarget, type Screened, type ScreenedPlan } from '../screen/screen.ts';
import { serverOf } from '../screen/server-kind.ts';
import type { Tried } from '../screen/tried.ts';
import { hideHeaders } from './redact.ts';
import { tellScreenProgress } from './screen-progress.ts';
import type { TargetScreen } from './screens.ts';

/** Requests under way at a time. */
const CONCURRENCY = 8;
/** Milliseconds in which a program that ends is known to have ended, and between two looks. */
const ENDING = 300;
const LOOK = 20;
/** As the lab sets them at the target for pages. */
const COOKIES = 'corsproof-none=1; corsproof-lax=1; corsproof-strict=1';
/** Characters of a source that are looked at. */
const LONGEST_SOURCE = 100_000;

/** Asks `to` everything that the checks of its policy try over plain HTTP. Never rejects. */
export async function screen(plans: readonly ScreenedPlan[], to: ForwardTo): Promise<TargetScreen> {
  const asker = httpAsker(to.url, CONCURRENCY);
  const rules = new Set(plans.map(({ check }) => check.rule.id)).size;
  const { progress, stop } = tellScreenProgress(plans[0]?.check.target.origin ?? '', rules);
  try {
    const checks = await screenTarget(plans, {
      concurrency: CONCURRENCY,
      cookies: COOKIES,
      changes: 'few',
      progress,
      ask: (request) => askTarget(asker.ask, request, to),
    });
    return { server: serverKind(plans, checks), checks: redacted(checks) };
  } finally {
    stop();
    asker.close();
  }
}

/** Asks; of a program that has ended it says that, which is known a moment after its connections have broken. */
async function askTarget(ask: Ask, request: WireRequest, { failure }: ForwardTo): ReturnType<Ask> {
  const before = failure();
  if (before !== null) return { code: 'target', message: before };
  const answer = await ask(request);
  if (isAnswer(answer) || answer.code !== 'broken') return answer;
  for (let waited = 0; waited < ENDING; waited += LOOK) {
    const message = failure();
    if (message !== null) return { code: 'target', message };
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  return answer;
}

function serverKind(plans: readonly ScreenedPlan[], checks: Screened) {
  const target = plans[0]?.check.target as CheckPlan['target'];
  const answers = Object.values(checks).flatMap(({ tried }) =>
    tried.flatMap(({ response }) => (response && response.headers.length > 0 ? [response.headers] : [])),
  );
  return serverOf(target, answers, sourceOf(target));
}

/** The texts of what the policy starts, as far as files are named. */
function sourceOf(target: TargetPlan): string {
  const files = [target.start, ...(target.upstream ? [target.upstream] : [])].flatMap((start) =>
    filesOf(start, target.cwd),
  );
  return files.map(readIfThere).join('\n');
}

function filesOf(start: TargetStart, cwd: string): string[] {
  if (start.kind === 'url') return [];
  if (start.kind === 'module') return [start.module];
  if (start.kind !== 'command') return [start.config];
  return [...start.command.matchAll(/[^\s"']+\.(?:[cm]?[jt]s)\b/g)].map(([file]) => join(cwd, file));
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, LONGEST_SOURCE);
  } catch {
    return '';
  }
}

/** No report may hold what a target sets or a page sends as a secret. */
function redacted(checks: Screened): Screened {
  const answer = (one: Tried['response']) => one && { ...one, headers: hideHeaders(one.headers) };
  return Object.fromEntries(
    Object.entries(checks).map(([id, { tried, mechanisms }]) => [
      id,
      {
        mechanisms,
        tried: tried.map((one) => ({
          ...one,
          preflight: answer(one.preflight),
          response: answer(one.response),
          wire: one.wire.map((exchange) => ({
            ...exchange,
            requestBody: '',
            requestHeaders: hideHeaders(exchange.requestHeaders),
            responseHeaders: hideHeaders(exchange.responseHeaders),
          })),
        })),
      },
    ]),
  );
}
