/** The command line and a transcript together -> the requests to explain, each with its answers. */
import { cannotSay, fixedBy } from '../plan/clients.ts';
import type { Client, HeaderPairs, RequestPlan } from '../plan/types.ts';
import { Answers } from './answers.ts';
import { askedIn, exchangesOf, urlOf, type Exchange } from './chain.ts';
import { readHeaderLine } from './heads.ts';
import { BadInput, headerOf, type AnswerHead, type Recorded } from './messages.ts';
import { readPage, type Page } from './page.ts';
import { contextOf, type Given } from './plan.ts';
import { requestOf } from './request.ts';
import { readTarget } from './target.ts';

/** What the command line says, as it was written: a page may pass any text as well. */
export interface Flags {
  from?: string;
  request?: string;
  header?: readonly string[];
  data?: string;
  mode?: string;
  credentials?: string;
  cache?: string;
  redirect?: string;
  via?: Client;
  /** True without a value. */
  crossorigin?: string | true;
  as?: string;
  type?: string;
  preflights: readonly AnswerHead[];
  responses: readonly AnswerHead[];
}

/** Throws BadInput. `url` chooses among the requests of a transcript, or stands for one where it has none. */
export function givenRequests(url: string | undefined, flags: Flags, recorded: readonly Recorded[]): Given[] {
  const exchanges = exchangesOf(recorded);
  const asked = chosen(askedIn(exchanges), url, flags.from);
  if (asked.length > 0) return asked.map((exchange) => recordedRequest(exchange, exchanges, flags, recorded));
  const headless = recorded.find(({ request }) => request);
  if (url === undefined)
    throw headless
      ? new BadInput(
          `${headless.request?.method ?? ''} ${headless.request?.target ?? ''} has no Host header`,
          'give the URL as an argument',
        )
      : new BadInput('only answers were given, no request', 'give the URL as an argument');
  return [writtenRequest(url, flags, recorded, exchanges)];
}

/** With several to choose from, those that CORS is about. */
function chosen(asked: Exchange[], url: string | undefined, from: string | undefined): Exchange[] {
  if (asked.length === 0) return [];
  if (url !== undefined) {
    const wanted = asked.filter((exchange) => isSame(exchange.url, url));
    return wanted;
  }
  if (asked.length === 1) return asked;
  const cross = asked.filter(({ url: { origin }, request: { headers } }) => {
    const page = from ?? headerOf(headers, 'origin');
    const mode = headerOf(headers, 'sec-fetch-mode');
    return page !== null && mode !== 'navigate' && mode !== 'websocket' && originOf(page) !== origin;
  });
  if (cross.length === 0)
    throw new BadInput(
      `none of the ${asked.length} requests has an Origin header that is not its own`,
      'give the URL of one as an argument, with --from',
    );
  return cross;
}

function originOf(page: string): string {
  return URL.canParse(page) ? new URL(page).origin : page;
}

function isSame({ href, hash }: URL, written: string): boolean {
  return (
    URL.canParse(written) && new URL(written).href.split('#')[0] === href.slice(0, href.length - hash.length)
  );
}

function recordedRequest(
  exchange: Exchange,
  exchanges: readonly Exchange[],
  flags: Flags,
  recorded: readonly Recorded[],
): Given {
  const { url, request: head } = exchange;
  const mode = headerOf(head.headers, 'sec-fetch-mode');
  if ((mode === 'navigate' || mode === 'websocket') && flags.mode === undefined)
    throw new BadInput(
      `${head.method} ${url.href} has Sec-Fetch-Mode: ${mode}, which CORS does not concern`,
      'copy the request of a script',
    );
  const preflight = exchanges.find((other) => other.preflight && other.url.href === url.href);
  const origin = headerOf(head.headers, 'origin');
  const page = pageOf(flags.from ?? origin ?? undefined, url);
  const said = requestOf(exchange, preflight);
  const other =
    origin !== null && origin !== (page.opaque ? 'null' : page.url.origin)
      ? [`the recorded Origin is ${origin}; the page is taken to be ${flags.from ?? ''}`]
      : [];
  return {
    ...finished(flags, said.request, page),
    page,
    answers: answersOf(flags, recorded, exchanges),
    notes: [...said.notes, ...other],
  };
}

function writtenRequest(
  written: string,
  flags: Flags,
  recorded: readonly Recorded[],
  exchanges: readonly Exchange[],
): Given {
  const page = pageOf(flags.from, URL.canParse(written) ? new URL(written) : null);
  const { url, notes } = readTarget(written, page.url);
  const method = flags.data === undefined ? 'GET' : 'POST';
  const fixed = fixedBy(flags.via ?? 'fetch');
  const request: RequestPlan = { url, method, headers: [], credentials: 'same-origin', ...fixed };
  const others = exchanges.map(({ request: head, url: { href } }) => `${head.method} ${href}`);
  const unlike = others.length > 0 ? [`the text that was given is of ${others.join(', ')}`] : [];
  return {
    ...finished(flags, request, page),
    page,
    answers: answersOf(flags, recorded, exchanges),
    notes: [...notes, ...unlike],
  };
}

function pageOf(from: string | undefined, target: URL | null): Page {
  if (from === undefined)
    throw new BadInput(
      'the page that calls is not known',
      'give its origin, as in --from https://app.example.com',
    );
  return readPage(from, target);
}

/** Flags lie over what was recorded. */
function finished(flags: Flags, under: RequestPlan, page: Page): { request: RequestPlan; via: Client } {
  const via = flags.via ?? 'fetch';
  const request = {
    ...under,
    ...(flags.request === undefined ? {} : { method: flags.request }),
    ...(flags.data === undefined ? {} : { body: { kind: 'text', text: flags.data } }),
    ...(flags.mode === undefined ? {} : { mode: flags.mode }),
    ...(flags.credentials === undefined ? {} : { credentials: flags.credentials }),
    ...(flags.cache === undefined ? {} : { cache: flags.cache }),
    ...(flags.redirect === undefined ? {} : { redirect: flags.redirect }),
    ...(flags.crossorigin === undefined
      ? {}
      : { crossorigin: flags.crossorigin === true ? '' : flags.crossorigin }),
    ...(flags.as === undefined ? {} : { as: flags.as }),
    ...(flags.type === undefined ? {} : { type: flags.type }),
    headers: [...under.headers, ...(flags.header ?? []).map(headerFlag)],
    // A page may pass any text for the enumerations, and the API then throws: so does the model.
  } as RequestPlan;
  const impossible = cannotSay(via, request, contextOf(via, page));
  if (impossible !== null) {
    const other = via === 'fetch' ? 'img' : 'fetch';
    throw new BadInput(impossible, `leave it out, or take --via ${other}`);
  }
  if (via === 'xhr' && !['include', 'same-origin'].includes(request.credentials))
    throw new BadInput(
      `--credentials is ${request.credentials}, but XMLHttpRequest has withCredentials alone`,
      'include for true, same-origin for false',
    );
  return { request, via };
}

function headerFlag(line: string): HeaderPairs[number] {
  if (!line.includes(':'))
    throw new BadInput(`-H is \`${line}\`, which has no colon`, "write -H 'name: value'");
  return readHeaderLine(line);
}

function answersOf(flags: Flags, recorded: readonly Recorded[], exchanges: readonly Exchange[]): Answers {
  const loose = recorded
    .filter(({ request }) => !request || !urlOf(request))
    .flatMap(({ answer }) => (answer ? [answer] : []));
  return new Answers({ exchanges, loose, preflights: flags.preflights, responses: flags.responses });
}
