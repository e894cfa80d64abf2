/** A shared cache as it may stand in front of any server: it honours Cache-Control and Vary, and knows nothing of CORS. */
import type { HeaderPairs } from '../../src/plan/types.ts';

export interface StoredAnswer {
  status: number;
  statusText: string;
  headers: HeaderPairs;
  body: Buffer;
}

/** https://www.rfc-editor.org/rfc/rfc9111#section-4.2.2: statuses that may be stored without explicit freshness. */
const HEURISTIC = new Set([200, 203, 204, 300, 301, 308, 404, 410]);

export class SharedCache {
  readonly #stored = new Map<string, { varied: [name: string, value: string][]; answer: StoredAnswer }[]>();

  /** The stored answer to a GET that matches in everything the answer varies by. */
  find(method: string, url: string, request: HeaderPairs): StoredAnswer | null {
    if (method !== 'GET') return null;
    const entry = this.#stored
      .get(url)
      ?.find(({ varied }) => varied.every(([name, value]) => valueOf(request, name) === value));
    return entry?.answer ?? null;
  }

  /** Keeps an answer, if a shared cache may: https://www.rfc-editor.org/rfc/rfc9111#section-3 */
  keep(method: string, url: string, request: HeaderPairs, answer: StoredAnswer): void {
    const control = valueOf(answer.headers, 'cache-control').toLowerCase();
    const forbidden = /no-store|private|no-cache|max-age=0|s-maxage=0/.test(control);
    const personal = valueOf(request, 'authorization') !== '' || valueOf(answer.headers, 'set-cookie') !== '';
    const vary = valueOf(answer.headers, 'vary')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    if (method !== 'GET' || forbidden || personal || vary.includes('*') || !HEURISTIC.has(answer.status))
      return;
    const varied = vary.map((name): [string, string] => [name, valueOf(request, name)]);
    this.#stored.set(url, [...(this.#stored.get(url) ?? []), { varied, answer }]);
  }
}

function valueOf(headers: HeaderPairs, name: string): string {
  return headers
    .filter(([one]) => one.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value)
    .join(', ');
}
