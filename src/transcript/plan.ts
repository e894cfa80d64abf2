/** A request and its answers, as they were given -> the plan of a case, so that the standard can be asked about it. */
import { predict } from '../fetch/predict.ts';
import { turningChange } from '../fetch/turning.ts';
import type { PredictedExchange } from '../fetch/user-agent.ts';
import type { CasePlan, Client, Context, RequestPlan } from '../plan/types.ts';
import { answerPlan, type Answers } from './answers.ts';
import { locationOf } from './chain.ts';
import type { AnswerHead } from './messages.ts';
import type { Page } from './page.ts';

export interface Given {
  via: Client;
  page: Page;
  request: RequestPlan;
  answers: Answers;
  notes: string[];
}

/** Bodies are not given: a stream is taken to bring what its page waits for. */
const ONE_MESSAGE = 'data: a message\n\n';

interface Next {
  wanted: PredictedExchange;
  answer: AnswerHead;
}

export interface GivenPlan {
  plan: CasePlan;
  notes: string[];
  /** Names of the headers of all answers, in lower case: the model's servers add some. */
  answered: Set<string>;
}

/** The standard decides which request comes next; each one takes the next answer that was given for it. */
export function planGiven({ via, page, request, answers, notes }: Given): GivenPlan {
  const plan = barePlan(via, page, request);
  const answered = new Set<string>();
  for (let found = nextAnswer(plan, via, answers); found; found = nextAnswer(plan, via, answers)) {
    const { wanted, answer } = found;
    const url = new URL(wanted.url);
    const key = `$${nameOrigin(plan, url)}${url.pathname}${url.search}`;
    const route = (plan.routes[key] ??= { preflight: [], response: [] });
    route[wanted.preflight ? 'preflight' : 'response'].push({
      ...answerPlan(answer),
      body: via === 'eventsource' ? ONE_MESSAGE : '',
    });
    for (const [name] of answer.headers) answered.add(name.toLowerCase());
    for (const next of locationOf(answer, url)) nameOrigin(plan, new URL(next));
  }
  return { plan, answered, notes: [...notes, ...answers.notes()] };
}

/** Of the traffic, then of what would follow if what blocks were mended: that answer is then part of the change. */
function nextAnswer(plan: CasePlan, via: Client, answers: Answers): Next | null {
  const wire = predict(plan, via).steps[0]?.wire ?? [];
  const [first] = withoutAnswer(plan, wire);
  const answer = first && answers.take(first);
  if (answer) return { wanted: first, answer };
  const mended = answers.isEmpty() ? null : turningChange(plan, via);
  const further = mended ? withoutAnswer(plan, predict(mended.plan, via).steps[0]?.wire ?? []) : [];
  for (const wanted of further) {
    const later = answers.take(wanted);
    if (later) return { wanted, answer: later };
  }
  return null;
}

/** Where a page has the client: importScripts() is a worker's. */
export function contextOf(via: Client, { opaque }: Page): Context {
  if (via === 'import-scripts') return opaque ? 'data-worker' : 'dedicated-worker';
  return opaque ? 'sandboxed-iframe' : 'document';
}

function barePlan(via: Client, page: Page, request: RequestPlan): CasePlan {
  const plan: CasePlan = {
    id: `${request.method} ${request.url}`,
    title: '',
    why: '',
    spec: [],
    covers: [],
    area: '',
    file: '',
    line: 1,
    via: [via],
    from: { origin: 'page', context: contextOf(via, page) },
    origins: { page: { origin: page.url.origin, pageHeaders: [] } },
    routes: {},
    steps: [
      {
        kind: 'request',
        request: {
          ...request,
          url: escape(request.url),
          headers: request.headers.map(([name, value]) => [name, escape(value)]),
        },
        expect: { outcome: 'allowed', preflight: 'none' },
      },
    ],
    divergences: [],
    attribution: 'token',
    raw: false,
    limit: Infinity,
  };
  if (URL.canParse(request.url)) nameOrigin(plan, new URL(request.url));
  return plan;
}

/** A dollar sign would refer to an origin. */
function escape(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** The name of the URL's origin in the plan, which gets it if it has none. */
function nameOrigin({ origins }: CasePlan, { origin }: URL): string {
  const known = Object.keys(origins).find((name) => origins[name]?.origin === origin);
  const name = known ?? `o${Object.keys(origins).length}`;
  origins[name] ??= { origin, pageHeaders: [] };
  return name;
}

/** The exchanges beyond the answers that their URLs have. */
function withoutAnswer(plan: CasePlan, wire: readonly PredictedExchange[]): PredictedExchange[] {
  const counts = new Map<string, number>();
  return wire.filter(({ url: written, preflight }) => {
    const url = new URL(written);
    const route = plan.routes[`$${nameOrigin(plan, url)}${url.pathname}${url.search}`];
    const kind = preflight ? 'preflight' : 'response';
    const count = (counts.get(`${kind} ${written}`) ?? 0) + 1;
    counts.set(`${kind} ${written}`, count);
    return count > (route?.[kind].length ?? 0);
  });
}
