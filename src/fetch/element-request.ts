/** The requests that elements and their like make. */
import type { Client as Via, RequestPlan } from '../plan/types.ts';
import { requestFor } from './fetch-request.ts';
import { NotModelled, type Client, type Decision, type Request } from './types.ts';

/** `plan` with its references resolved. Throws NotModelled if its URL is none: each kind of element has its own way then. */
export function newElementRequest(via: Via, plan: RequestPlan, client: Client): Request {
  const request: Request = {
    ...requestFor(client, urlOf(plan)),
    destination: destinationOf(via, plan),
    referrerPolicy: plan.referrerPolicy ? plan.referrerPolicy : client.referrerPolicy,
    integrity: plan.integrity ?? '',
  };
  switch (via) {
    case 'module':
    case 'modulepreload':
    case 'import':
      return { ...request, mode: 'cors', credentials: credentialsMode(plan.crossorigin) };
    case 'worker':
      return workerRequest(request, plan);
    case 'import-scripts':
      // https://html.spec.whatwg.org/#fetch-a-classic-worker-imported-script says neither mode nor credentials mode.
      return { ...request, mode: 'no-cors', credentials: 'same-origin', useUrlCredentials: true };
    case 'font-face':
    case 'FontFace':
    case 'mask-image':
    case 'shape-outside':
    case 'clip-path':
    case 'filter':
      // https://drafts.csswg.org/css-values-4/#fetch-a-style-resource with mode cors; an anonymous element's is the same.
      return potentialCorsRequest(request, 'anonymous');
    case 'track':
      return withSameOriginFallback(potentialCorsRequest(request, plan.crossorigin));
    default:
      // Also of a background, which has a modifier for the attribute.
      return potentialCorsRequest(request, plan.crossorigin);
  }
}

/** What a request asks for and how, with the section that says so. */
export function tellElementRequest(via: Via, { mode, credentials, destination }: Request): Decision {
  const wanted = destination === '' ? 'an empty destination' : `destination ${destination}`;
  return {
    step: `${via} asks with mode ${mode}, credentials mode ${credentials} and ${wanted}`,
    link: `https://html.spec.whatwg.org/#${ASKS[via] ?? 'create-a-potential-cors-request'}`,
  };
}

const ASKS: Partial<Record<Via, string>> = {
  module: 'fetch-a-module-script-tree',
  import: 'fetch-an-import()-module-script-graph',
  modulepreload: 'fetch-a-modulepreload-module-script-graph',
  worker: 'worker-processing-model',
  'import-scripts': 'fetch-a-classic-worker-imported-script',
};

/** https://html.spec.whatwg.org/#create-a-potential-cors-request */
function potentialCorsRequest(request: Request, attribute: string | undefined): Request {
  return {
    ...request,
    mode: attribute === undefined ? 'no-cors' : 'cors',
    credentials: attribute === undefined ? 'include' : credentialsMode(attribute),
    useUrlCredentials: true,
  };
}

/** The flag of https://html.spec.whatwg.org/#create-a-potential-cors-request */
function withSameOriginFallback(request: Request): Request {
  return request.mode === 'no-cors' ? { ...request, mode: 'same-origin' } : request;
}

/** https://html.spec.whatwg.org/#cors-settings-attribute-credentials-mode */
function credentialsMode(attribute: string | undefined): Request['credentials'] {
  return attribute?.toLowerCase() === 'use-credentials' ? 'include' : 'same-origin';
}

/** https://html.spec.whatwg.org/#fetch-a-classic-worker-script, and the top level of a module worker's graph */
function workerRequest(request: Request, { type, credentials }: RequestPlan): Request {
  const classic = type !== 'module';
  return {
    ...request,
    mode: 'same-origin',
    credentials: classic ? 'same-origin' : credentials,
    useUrlCredentials: classic,
  };
}

/** https://fetch.spec.whatwg.org/#concept-request-destination */
function destinationOf(via: Via, { as = '', type }: RequestPlan): string {
  switch (via) {
    case 'img':
    case 'background-image':
    case 'mask-image':
    case 'shape-outside':
    case 'clip-path':
    case 'filter':
      return 'image';
    case 'font-face':
    case 'FontFace':
      return 'font';
    case 'preload':
      return as === 'fetch' ? '' : as;
    case 'style':
    case 'worker':
    case 'video':
    case 'audio':
    case 'track':
      return via;
    default:
      return moduleDestination(type);
  }
}

/** https://html.spec.whatwg.org/#fetch-destination-from-module-type */
export function moduleDestination(type: string | undefined): string {
  return type === 'css' ? 'style' : (type ?? 'script');
}

function urlOf({ url }: RequestPlan): URL {
  if (!URL.canParse(url)) throw new NotModelled('elements whose URL cannot be parsed');
  return new URL(url);
}
