/** Preloads and what uses them: https://html.spec.whatwg.org/#link-type-preload */
import { currentUrl, type Fetched, type Request } from './types.ts';
import { isHttp } from './request-blocking.ts';

export interface Preload {
  key: string;
  integrity: string;
  fetched: Fetched;
}

/** A preload as the document keeps it. */
export function preloadOf(request: Request, fetched: Fetched): Preload {
  return { key: preloadKey(request), integrity: request.integrity, fetched };
}

/** The preload that answers a request, or null: https://html.spec.whatwg.org/#consume-a-preloaded-resource */
export function findPreload(preloads: readonly Preload[], request: Request): Preload | null {
  const { method, headers, client, integrity } = request;
  if (!client.window || method !== 'GET' || headers.length > 0 || !isHttp(currentUrl(request))) return null;
  const key = preloadKey(request);
  const found = preloads.find((preload) => preload.key === key);
  return found && (integrity === '' || integrity === found.integrity) ? found : null;
}

/** https://html.spec.whatwg.org/#preload-key */
function preloadKey(request: Request): string {
  const { destination, mode, credentials } = request;
  return JSON.stringify([currentUrl(request).href, destination, mode, credentials]);
}
