/** The lab's own pages: the empty document of a visit, the frame inside it, and the probe's script. */
import { PROBE } from '../browser/probe/source.ts';
import type { ControlPages } from '../../servers/world.ts';
import type { AnswerPlan, HeaderPairs } from '../plan/types.ts';

const HTML: HeaderPairs = [
  ['content-type', 'text/html; charset=utf-8'],
  ['cache-control', 'no-store'],
];

/** Of a path that admits every caller and what it asks for. */
const OPEN: HeaderPairs = [
  ['access-control-allow-origin', '*'],
  ['access-control-allow-headers', '*'],
];

/** Headers of the pages of each visit, by the visit's name. */
export class Pages {
  readonly #headers = new Map<string, HeaderPairs>();

  add(name: string, headers: HeaderPairs): void {
    this.#headers.set(name, headers);
  }

  remove(name: string): void {
    this.#headers.delete(name);
  }

  readonly answer: ControlPages = (path, received): AnswerPlan | null => {
    const [kind, name = ''] = path.split('/');
    const headers = this.#headers.get(name) ?? [];
    if (kind === 'canary') return canary(received.origin);
    if (kind === 'open') return { status: 204, headers: OPEN, body: '' };
    if (kind === 'page') return page('', headers);
    if (kind === 'frame') return page('<script src="/~corsproof/probe.js"></script>', headers);
    if (kind === 'probe.js' || kind === 'worker') {
      return {
        status: 200,
        headers: [
          ['content-type', 'text/javascript; charset=utf-8'],
          ['cache-control', 'no-store'],
          ...headers,
        ],
        body: PROBE,
      };
    }
    return null;
  };
}

function page(script: string, headers: HeaderPairs): AnswerPlan {
  return {
    status: 200,
    headers: [...HTML, ...headers],
    body: `<!doctype html><title>corsproof</title><body>${script}`,
  };
}

/** A page at a target's origin that sets cookies of every kind, to see which of them ride later. */
function canary(origin: string): AnswerPlan {
  const secure = origin.startsWith('https:');
  const kinds = [...(secure ? ['none; Secure'] : []), 'lax', 'strict'];
  const cookies = kinds.map((kind): [string, string] => [
    'set-cookie',
    `corsproof-${kind.split(';')[0] ?? ''}=1; Path=/; SameSite=${kind}`,
  ]);
  return page('', cookies);
}
