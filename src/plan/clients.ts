/** Which client can say which request. */
import type { Client, Context, RequestPlan } from './types.ts';

/** Options of `fetch()` that XMLHttpRequest has no form for (of the modes it has `cors`). */
export const FETCH_ONLY = [
  'mode',
  'cache',
  'redirect',
  'referrer',
  'referrerPolicy',
  'integrity',
  'keepalive',
  'priority',
  'unload',
] as const;

/** What only elements, and other clients with few options, can say. */
export const ELEMENT_ONLY = ['crossorigin', 'as', 'type', 'code', 'again', 'read'] as const;

/** The clients that every case runs through, unless `via:` says otherwise. */
export const DEFAULT_CLIENTS: readonly Client[] = ['fetch', 'xhr'];

/** Fields of the request that an element, or another client with few options, can say beside its URL. */
const SAYS: Partial<Record<Client, readonly (keyof RequestPlan)[]>> = {
  img: ['crossorigin', 'referrerPolicy', 'again', 'read'],
  script: ['crossorigin', 'integrity', 'referrerPolicy'],
  module: ['crossorigin', 'integrity', 'referrerPolicy'],
  import: ['type', 'code'],
  style: ['crossorigin', 'integrity', 'referrerPolicy'],
  preload: ['as', 'crossorigin', 'integrity', 'referrerPolicy'],
  modulepreload: ['crossorigin', 'integrity', 'referrerPolicy'],
  worker: ['type', 'credentials'],
  'import-scripts': [],
  video: ['crossorigin', 'read'],
  audio: ['crossorigin'],
  track: ['crossorigin'],
  'font-face': [],
  FontFace: [],
  // Its url() takes cross-origin() as a modifier.
  'background-image': ['crossorigin'],
  'mask-image': [],
  'shape-outside': [],
  'clip-path': [],
  filter: [],
};

/** Likewise of interfaces of script; what they cannot choose is to be said as it is. */
const CALLS: Partial<Record<Client, Call>> = {
  eventsource: { says: ['credentials'], lacks: () => null },
  beacon: {
    fixed: { method: 'POST', credentials: 'include' },
    says: ['method', 'body', 'credentials', 'unload'],
    lacks: ({ method, credentials, unload }, context) => {
      if (context.endsWith('worker')) return `a ${context} has no sendBeacon()`;
      if (unload && context !== 'document')
        return `only a document makes a frame to unload, not a ${context}`;
      return method === 'POST' && credentials === 'include'
        ? null
        : 'a beacon is a POST with credentials: say method: POST and credentials: include';
    },
  },
  'csp-report': {
    fixed: { method: 'POST' },
    says: ['method'],
    lacks: ({ method }, context) => {
      if (context !== 'document') return `only a document is asked to violate a policy, not a ${context}`;
      return method === 'POST' ? null : 'a report is a POST: say method: POST';
    },
  },
  websocket: {
    fixed: { credentials: 'include' },
    says: ['credentials'],
    lacks: ({ credentials }) =>
      credentials === 'include' ? null : 'a WebSocket always has credentials: say credentials: include',
  },
  form: {
    fixed: { credentials: 'include' },
    says: ['method', 'body', 'credentials'],
    lacks: ({ method, credentials, body }, context) => {
      if (context.endsWith('worker')) return `a ${context} has no forms`;
      if (body && body.kind !== 'urlencoded') return `a form sends its fields: say body: { urlencoded: ... }`;
      if (method !== 'GET' && method !== 'POST') return `a form has no method ${method}`;
      return credentials === 'include' ? null : 'a form always has credentials: say credentials: include';
    },
  },
};
type Lacks = (request: RequestPlan, context: Context) => string | null;

interface Call {
  says: readonly (keyof RequestPlan)[];
  fixed?: Partial<RequestPlan>;
  lacks: Lacks;
}

/** What a client says by itself and lets nobody choose. */
export function fixedBy(client: Client): Partial<RequestPlan> {
  return CALLS[client]?.fixed ?? {};
}

/** Whether the page never learns what became of the call: whether it was blocked shows on the wire alone. */
export function tellsNothing(client: Client, { unload }: RequestPlan): boolean {
  return client === 'beacon' || client === 'csp-report' || unload === true;
}

export function isFetchOrXhr(client: Client): boolean {
  return DEFAULT_CLIENTS.includes(client);
}

/** Whether a client is an element of a document, or like one loads what it is given. */
export function isElement(client: Client): boolean {
  return client in SAYS;
}

/** Whether a client has the attribute. */
export function hasAttribute(client: Client, name: (typeof ELEMENT_ONLY)[number]): boolean {
  return SAYS[client]?.includes(name) ?? false;
}

/** Why a client cannot make a request of a scenario, or null if it can. */
export function cannotCall(client: Client, request: RequestPlan, context: Context): string | null {
  if (client === 'http' && !/^\$[a-z][a-z0-9]*\//.test(request.url))
    return `it has no page: its url is ${JSON.stringify(request.url)}, not name/path`;
  return cannotSay(client, request, context);
}

/** Why a client cannot make a request, or null if it can. */
export function cannotSay(client: Client, request: RequestPlan, context: Context): string | null {
  if (request.worker && context !== 'controlled-iframe')
    return `only a controlled-iframe has a service worker that answers it, not a ${context}`;
  if (client === 'http') return null;
  const says = SAYS[client];
  if (says) {
    const misplaced = client === 'import-scripts' ? hasNoImports(context) : hasNoElements(context);
    if (misplaced !== null) return misplaced;
    const option = optionsOf(request).find((field) => !says.includes(field));
    return option ? `${client} has no ${option}` : null;
  }
  const call = CALLS[client];
  if (call) {
    const option = optionsOf(request).find((field) => !call.says.includes(field));
    return option ? `${client} has no ${option}` : call.lacks(request, context);
  }
  const attribute = ELEMENT_ONLY.find((field) => request[field] !== undefined);
  if (attribute) return `${client} has no ${attribute}, which is an attribute of elements`;
  if (client === 'fetch' && request.unload) return cannotUnload(request, context);
  if (client === 'fetch') return request.xhr ? 'fetch has no XMLHttpRequest options' : null;
  if (context === 'service-worker') return 'a service worker has no XMLHttpRequest';
  const option = FETCH_ONLY.find(
    (field) => request[field] !== undefined && !(field === 'mode' && request.mode === 'cors'),
  );
  if (option) return `XMLHttpRequest has no ${option}`;
  if (request.credentials === 'omit') return 'XMLHttpRequest cannot omit credentials';
  if (request.xhr?.withCredentials !== undefined && request.credentials !== 'include')
    return 'withCredentials says when it is set to true: say credentials: include as well';
  return request.body?.kind === 'stream' ? 'XMLHttpRequest cannot send a stream' : null;
}

function cannotUnload({ keepalive }: RequestPlan, context: Context): string | null {
  if (!keepalive) return 'only a call with keepalive: true outlives its frame';
  return context === 'document' ? null : `only a document makes a frame to unload, not a ${context}`;
}

function hasNoElements(context: Context): string | null {
  return context.endsWith('worker') ? `a ${context} has no elements` : null;
}

function hasNoImports(context: Context): string | null {
  if (!context.endsWith('worker')) return `only workers have importScripts(), not a ${context}`;
  return context === 'service-worker' ? 'a service worker imports scripts only while it is installed' : null;
}

/** The fields in which a request says more than a GET of its URL does; what its service worker does is not the client's. */
function optionsOf(request: RequestPlan): (keyof RequestPlan)[] {
  const plain: Partial<RequestPlan> = {
    url: request.url,
    method: 'GET',
    headers: [],
    credentials: 'same-origin',
  };
  return (Object.keys(request) as (keyof RequestPlan)[]).filter(
    (field) => field !== 'worker' && JSON.stringify(request[field]) !== JSON.stringify(plain[field]),
  );
}
