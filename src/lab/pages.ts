/** The lab's own pages: the empty document of a visit, the frame inside it, and the probe's script. */
import { CONTROLLER, PROBE } from '../browser/probe/source.ts';
import { CONTROL, type ControlPages } from '../../servers/world.ts';
import type { AnswerPlan, HeaderPairs } from '../plan/types.ts';

const HTML: HeaderPairs = [
  ['content-type', 'text/html; charset=utf-8'],
  ['cache-control', 'no-store'],
];

const JAVASCRIPT: HeaderPairs = [
  ['content-type', 'text/javascript; charset=utf-8'],
  ['cache-control', 'no-store'],
];
const WITH_PROBE = '<script src="/~corsproof/probe.js"></script>';

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
    const [kind, name = '', part] = path.split('/');
    const headers = this.#headers.get(name) ?? [];
    if (kind === 'canary') return canary(received.origin);
    if (kind === 'page') return page('', headers);
    if (kind === 'violation') return violation(decodeURIComponent(name));
    // What a worker controls has to be below its script.
    if (kind === 'frame' || (kind === 'worker' && part === 'frame')) return page(WITH_PROBE, headers);
    if (kind === 'worker' && part === 'controller.js') return script(CONTROLLER, headers);
    if (kind === 'probe.js' || kind === 'worker') return script(PROBE, headers);
    return null;
  };
}

function script(source: string, headers: HeaderPairs): AnswerPlan {
  return { status: 200, headers: [...JAVASCRIPT, ...headers], body: source };
}

function page(inside: string, headers: HeaderPairs): AnswerPlan {
  return {
    status: 200,
    headers: [...HTML, ...headers],
    body: `<!doctype html><title>corsproof</title><body>${inside}`,
  };
}

/** A page whose policy forbids its image, and which reports that to `url`. */
function violation(url: string): AnswerPlan {
  return page(`<img src="${CONTROL}forbidden">`, [
    ['content-security-policy', `img-src 'none'; report-uri ${url}`],
  ]);
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
