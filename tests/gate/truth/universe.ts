/**
 * The origins from which a drawn server is asked: made from the policy by changing its origins, and shared with nobody.
 *
 * One kind is left out: a single foreign origin that a server happens to list and the policy does not name, such as
 * `https://k7.example.net`. No black box can find it; the grammar of servers does not draw it either.
 */
import { PLACES } from './places.ts';
import { partsOf, trusts, type DrawnPolicy } from './policy.ts';

export interface Universe {
  /** Ordinary pages that the policy trusts: each declared origin, and three of each pattern. */
  trusted: string[];
  /** Pages that the policy does not trust; `null` is one of them. */
  hostile: string[];
  /** Origins that only applications and extensions have, which the policy never trusts. */
  applications: string[];
}

const APPLICATIONS = [
  'capacitor://localhost',
  'ionic://localhost',
  'tauri://localhost',
  'app://obsidian.md',
  'chrome-extension://mlkijhgfedcbaponmlkijhgfedcbapon',
  'moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc',
  'vscode-webview://0f3k',
  'file://',
];
const universes = new WeakMap<DrawnPolicy, Universe>();

/** What hosts may hold beside letters, digits and dots, by the URL standard. */
const ODD = ['-', '_', '!', '$', '&', '(', ')', '*', '+', ',', ';', '=', '~', '{', '}', '`', '"', "'"];
const SWAPS = ['net', 'org', 'io', 'co', 'dev', 'xyz', 'example', 'test', 'com'];

/** All origins of interest for one policy, each once, none of them the target's own. Made once for each policy object. */
export function universeOf(policy: DrawnPolicy): Universe {
  const known = universes.get(policy);
  if (known) return known;
  const made = makeUniverse(policy);
  universes.set(policy, made);
  return made;
}

function makeUniverse({ target, rule }: DrawnPolicy): Universe {
  const listed = Array.isArray(rule.origins) ? rule.origins : [];
  const bases = listed.length > 0 ? listed : [target.replace('//api.', '//app.')];
  const written = new Set([...bases.flatMap(mutationsOf), ...rule.refused]);
  const pages = new Set([...[...written].flatMap(serialised), ...PLACES]);
  return {
    trusted: listed.length > 0 ? listed.flatMap(samplesOf) : rule.origins === 'any' ? ANYONE : [],
    hostile: [...pages, 'null'].filter((one) => one !== target && !trusts(rule.origins, one)),
    applications: rule.origins === 'any' ? [] : APPLICATIONS,
  };
}

/** Whom a rule for everybody has to admit at least. */
const ANYONE = ['https://somebody.example.net', 'http://blog.example.info', 'https://example.edu:4443'];

function samplesOf(origin: string): string[] {
  const { scheme, host, port, pattern } = partsOf(origin);
  const labels = pattern ? ['one.', 'two-2.', 'x.y.'] : [''];
  return labels.map((label) => `${scheme}://${label}${host}${port}`);
}

/** Origins near a declared one. */
function mutationsOf(declared: string): string[] {
  const { scheme, host, port, pattern } = partsOf(declared);
  const hosts = hostsNear(host);
  const other = scheme === 'https' ? 'http' : 'https';
  // What a pattern varies is varied here too: below it lies what may wrongly be admitted by scheme or port.
  const own = pattern ? [`one.${host}`, `x.y.${host}`, host] : [host];
  const ports = ['', ':80', ':443', ':8080', ':8443', ':3000', ':1', ':65535', `${port || ':4'}1`];
  return [
    ...hosts.map((one) => `${scheme}://${one}${port}`),
    ...hosts.map((one) => `${other}://${one}${port}`),
    // Whoever drops the port, or cuts an origin in front of it, admits these.
    ...(port === '' ? [] : hosts.map((one) => `${scheme}://${one}`)),
    ...own.flatMap((one) => ports.flatMap((at) => [`${scheme}://${one}${at}`, `${other}://${one}${at}`])),
    ...hosts.slice(0, 30).map((one) => `${scheme}://${one}:8080`),
    ...[1, 2, 3].map((cut) => `${scheme}://${host}${port.slice(0, -cut)}`),
  ];
}

function hostsNear(host: string): string[] {
  const tails = tailsOf(host);
  const dots = [...host.matchAll(/\./g)].map(({ index }) => index);
  const put = (at: number, text: string, drop = 0) => host.slice(0, at) + text + host.slice(at + drop);
  const positions = [
    ...new Set([0, 1, ...dots, ...dots.map((dot) => dot + 1), host.length - 1, host.length]),
  ];
  return [
    // Cut: at the start, at the end, at each dot, to a stump.
    ...[1, 2, 3].flatMap((count) => [host.slice(count), host.slice(0, -count)]),
    ...dots.flatMap((dot) => [host.slice(dot + 1), host.slice(0, dot), host.slice(0, dot + 2)]),
    host.slice(0, 1),
    // Extended in front, the whole and each of its parents: look-alikes and sub-domains.
    ...tails.flatMap((tail) =>
      ['x', 'evil', 'evil-', '0', 'q.', 'a.b.', 'a.b.c.', 'www.', 'dev.', 'staging.'].map(
        (text) => text + tail,
      ),
    ),
    // Extended at the end.
    ...['.attacker.test', 'attacker.test', '.q', 'q', '-q.test', '.', '.localhost', '.com', '1'].map(
      (text) => host + text,
    ),
    ...tails.map((tail) => `${tail}.attacker.test`),
    ...tails.map((tail) => `pre.${tail}.attacker.test`),
    // A dot that is none, one at a time and all.
    ...dots.flatMap((dot) => ['x', '-', '7'].map((text) => put(dot, text, 1))),
    host.replaceAll('.', 'x'),
    `${host.replaceAll('.', 'x')}.test`,
    // Something put in at each kind of place, and one character replaced.
    ...positions.flatMap((at) => ['x', '-', '.q.', '.'].map((text) => put(at, text))),
    ...positions.map((at) => put(at, 'z', 1)),
    ...ODD.flatMap((char) => [
      `${host}${char}.attacker.test`,
      `attacker.test${char}.${host}`,
      `attacker.test${char}${host}`,
      `q${char}q.${tails.at(1) ?? host}`,
    ]),
    ...[...SWAPS, 'com.au', 'org.uk', 'co.jp'].flatMap((top) =>
      dots.map((dot) => `${host.slice(0, dot)}.${top}`),
    ),
    ...homographsOf(host),
  ];
}

/** The host and its parents: `app.example.com`, `example.com`, `com`. */
function tailsOf(host: string): string[] {
  const labels = host.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

function homographsOf(host: string): string[] {
  const pairs: [string, string][] = [
    ['m', 'rn'],
    ['l', '1'],
    ['o', '0'],
    ['a', '\u00e4'],
    ['e', '\u0435'],
    ['p', '\u0440'],
  ];
  return pairs.map(([from, to]) => host.replace(from, to)).filter((one) => one !== host);
}

/** The origin as browsers serialise it, or nothing where no page can have it. */
function serialised(text: string): string[] {
  return URL.canParse(text) ? [new URL(text).origin] : [];
}
