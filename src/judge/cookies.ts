/** The cookies on a request. */
import type { Exchange } from '../../servers/exchange.ts';
import { get } from '../fetch/header-list.ts';

/** Cookies that the lab sets at a target before the checks, by name. */
export const CANARIES: Record<string, string> = {
  'corsproof-none': 'a cookie with SameSite=None',
  'corsproof-lax': 'a cookie with SameSite=Lax',
  'corsproof-strict': 'a cookie with SameSite=Strict',
};

/** Names of the cookies on a request, in order; none if there was no request. */
export function cookiesSent(exchange: Pick<Exchange, 'requestHeaders'> | undefined): string[] {
  return cookieNames(get(exchange?.requestHeaders ?? [], 'cookie') ?? '');
}

/** The names in the value of a Cookie header, or of `document.cookie`, in order. */
export function cookieNames(cookies: string): string[] {
  return cookies
    .split(';')
    .map((pair) => pair.split('=')[0]?.trim() ?? '')
    .filter((name) => name !== '');
}
