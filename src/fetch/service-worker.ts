/** What the service worker of a controlled client makes of a request: https://w3c.github.io/ServiceWorker/#handle-fetch */
import type { WorkerPlan } from '../plan/types.ts';
import { requestFor } from './fetch-request.ts';
import { currentUrl, networkError, type Client, type Fetched, type Request } from './types.ts';
import type { MainFetch, UserAgent } from './user-agent.ts';

const HANDLE_FETCH = 'https://w3c.github.io/ServiceWorker/#handle-fetch';
const ANCHOR = 'concept-http-fetch';

type Answered = Extract<Fetched, { kind: 'response' }>;

/**
 * The worker's answer, judged as HTTP fetch judges it before any network: https://fetch.spec.whatwg.org/#concept-http-fetch
 * Null where no worker sees the request, or none answers it.
 */
export function handleFetch(agent: UserAgent, request: Request, mainFetch: MainFetch): Fetched | null {
  const { serviceWorker } = request.client;
  if (!serviceWorker || request.serviceWorkersMode === 'none') return null;
  agent.seenByWorker.push(`${request.method} ${request.mode}`);
  const { url, answer } = serviceWorker;
  if (currentUrl(request).href !== url || answer.kind === 'not-handled') {
    agent.note({ step: 'The service worker sees the request and does not answer it', link: HANDLE_FETCH });
    return null;
  }
  const fetched = respond(agent, request, answer, mainFetch);
  if (fetched.kind === 'network error') return { ...fetched, request };
  const why = whyRefused(request, fetched);
  return why === null ? fetched : networkError(request, ANCHOR, why);
}

/** The response as the page gets it: what a worker was given keeps its filter. */
export function asGiven(fetched: Answered): Answered {
  return fetched.byWorker ?? fetched;
}

/** https://fetch.spec.whatwg.org/#concept-response-type of what a fetch came to. */
export function responseType({ request, opaqueRedirect }: Answered): Request['tainting'] | 'opaqueredirect' {
  return opaqueRedirect ? 'opaqueredirect' : request.tainting;
}

function respond(
  agent: UserAgent,
  request: Request,
  answer: Exclude<WorkerPlan, { kind: 'not-handled' }>,
  mainFetch: MainFetch,
): Fetched {
  const note = (step: string) => agent.note({ step, link: HANDLE_FETCH });
  switch (answer.kind) {
    case 'error':
      return networkError(request, ANCHOR, 'The service worker answers with a network error');
    case 'response': {
      const { status, headers, body } = answer;
      note(
        `The service worker answers with a response that it made, status ${status}: neither preflight nor CORS check is made of it`,
      );
      const response = { status, headers, body, urlList: request.urlList, includesCredentials: false };
      return { kind: 'response', request, response };
    }
    case 'request':
      note('The service worker fetches the request itself');
      return handOver(request, mainFetch(agent, ownRequest(request)));
    case 'fetch': {
      const { url, mode = 'cors', credentials = 'same-origin', redirect = 'follow' } = answer;
      note(`The service worker fetches ${url} instead`);
      const made = requestFor(workerOf(request.client), new URL(url));
      return handOver(
        request,
        mainFetch(agent, { ...made, unsafeRequest: true, mode, credentials, redirect }),
      );
    }
  }
}

function handOver(request: Request, fetched: Fetched): Fetched {
  if (fetched.kind === 'network error') return fetched;
  return { ...fetched, request, byWorker: fetched };
}

/** `new Request(event.request)`, which keeps neither flags nor what has led here: https://fetch.spec.whatwg.org/#dom-request */
function ownRequest(request: Request): Request {
  return {
    ...request,
    client: workerOf(request.client),
    urlList: [currentUrl(request)],
    destination: '',
    unsafeRequest: true,
    useCorsPreflight: false,
    useUrlCredentials: false,
    tainting: 'basic',
    redirectCount: 0,
  };
}

/** The worker's settings: those of the page, whose origin it has; its own fetches are not handed to it. */
function workerOf(client: Client): Client {
  return { ...client, window: false, serviceWorker: null };
}

function whyRefused({ mode, redirect }: Request, { byWorker }: Answered): string | null {
  if (!byWorker) return null;
  const type = responseType(byWorker);
  const refused = (what: string) => `The service worker's answer is refused: ${what}`;
  if (mode === 'same-origin' && type === 'cors')
    return refused('its type is cors and the mode is same-origin');
  if (mode !== 'no-cors' && type === 'opaque') return refused(`its type is opaque and the mode is ${mode}`);
  if (redirect !== 'manual' && type === 'opaqueredirect')
    return refused(`its type is opaqueredirect and the redirect mode is ${redirect}`);
  if (redirect !== 'follow' && byWorker.response.urlList.length > 1)
    return refused(`it came by a redirect and the redirect mode is ${redirect}`);
  return null;
}
