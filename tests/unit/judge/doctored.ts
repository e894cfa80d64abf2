/** Observations of a check without a browser: pages get what the standard says that they would. */
import type { Exchange } from '../../../servers/exchange.ts';
import type { StepReport } from '../../../src/browser/probe/messages.ts';
import { judge } from '../../../src/judge/judge.ts';
import type { Judgement } from '../../../src/judge/verdict.ts';
import type { Checked, HarnessFailure, Observation, PageRun } from '../../../src/lab/observation.ts';
import { pageTries } from '../../../src/lab/page-tries.ts';
import type { Question, TryPlan } from '../../../src/plan/check.ts';
import { groupByPage } from '../../../src/policy/page-case.ts';
import type { Ask } from '../../../src/screen/ask.ts';
import { BrowserModel } from '../../../src/screen/browser-model.ts';
import { runTry } from '../../../src/screen/run-try.ts';
import { screenTarget } from '../../../src/screen/screen.ts';
import type { Tried } from '../../../src/screen/tried.ts';
import { ENGINE } from '../support.ts';
import { checkOf, type CheckedPlan, type PolicyChange } from '../target-policy.ts';
import { TARGET, targetServer } from '../target-server.ts';

const COOKIES = 'corsproof-none=1';

export interface Doctored {
  /** What the screen asks, and pages too unless they have a server of their own. */
  server?: Ask;
  /** What pages ask. */
  pageServer?: Ask;
  /** Why the page of these tries failed, if it did. */
  failureOf?: (tries: readonly TryPlan[]) => HarnessFailure | undefined;
  /** Cookies that go with calls of pages. */
  cookies?: string;
  /** Checks of the same rule that the screen asks for as well. */
  beside?: readonly CheckedPlan[];
  /** No page is opened at all. */
  pageless?: true;
  /** Changes what came of the tries of the plain client. */
  change?: (tried: Tried) => Tried;
}

/** What is observed of a check of `server`. */
export async function observe(plan: CheckedPlan, doctored: Doctored = {}): Promise<Observation> {
  const { server = targetServer(), pageServer = server, change = (tried: Tried): Tried => tried } = doctored;
  const { id, check } = plan;
  const screened = (
    await screenTarget([{ id, check }, ...(doctored.beside ?? [])], {
      ask: server,
      concurrency: 2,
      cookies: COOKIES,
      changes: 'few',
    })
  )[id];
  if (!screened) throw new Error(`${id} was not screened`);
  const tries = doctored.pageless ? [] : pageTries(check, screened, screened.tried);
  const pages: PageRun[] = [];
  for (const own of groupByPage(tries)) pages.push(await pageRun(own, pageServer, doctored));
  const checked: Checked = {
    server: { name: 'unknown' },
    screened: screened.tried.map(change),
    mechanisms: screened.mechanisms,
    pages,
  };
  return { test: id, attempt: 1, steps: [], wire: [], fences: [], console: [], checked, ms: 1 };
}

/** The judgement of what is observed of a question, of the policy with `change`. */
export async function judged(
  question: Question,
  doctored: Doctored = {},
  change: PolicyChange = {},
): Promise<Judgement> {
  const plan = checkOf(question, change);
  return judge(plan, 'fetch', await observe(plan, doctored), ENGINE);
}

async function pageRun(tries: TryPlan[], ask: Ask, doctored: Doctored): Promise<PageRun> {
  const failure = doctored.failureOf?.(tries);
  const steps: StepReport[] = [];
  const wire: Exchange[] = [];
  if (!failure)
    for (const [step, plan] of tries.entries()) {
      const tried = await runTry(plan, {
        model: new BrowserModel(TARGET),
        ask,
        cookies: doctored.cookies ?? COOKIES,
        mayChange: () => true,
      });
      steps.push(reportOf(tried));
      wire.push(
        ...tried.wire.map((exchange) => ({ ...exchange, conn: 1, step, ...failedOf(tried, exchange) })),
      );
    }
  const fences = tries.map((_, step) => ({ t: 0, to: TARGET, step, by: 'page' as const }));
  return { tries, observation: { steps, wire, fences, console: [], ...(failure ? { failure } : {}) } };
}

function reportOf({ outcome, response, readable }: Tried): StepReport {
  if (outcome !== 'allowed') return { outcome: 'blocked' };
  return { outcome, status: response?.status ?? 0, headers: readable.map((name) => [name, '']) };
}

/** As the stand-in records that a target gave no answer. */
function failedOf({ noAnswer }: Tried, { status }: Exchange): Pick<Exchange, 'failed'> {
  return noAnswer && status === null ? { failed: { code: 'silent', message: 'no response' } } : {};
}
