/** How servers come to admit origins that nobody meant to admit. */
import { PUBLIC_SUFFIXES } from './exchange.ts';
import { partsOf } from './policy.ts';
import type { Random } from './random.ts';
import { escaped, regexp } from './right-server.ts';
import type { OriginTest } from './spec.ts';

/** A test that is added to the right ones; `id` names the mistake. */
export interface OriginFlaw {
  id: string;
  test: OriginTest;
}

/** Draws a mistake about one declared origin (a pattern's domain counts as a host). */
export function drawLaxTest(declared: string, all: readonly string[], random: Random): OriginFlaw {
  const { scheme, host, port } = partsOf(declared);
  const family = random.pick([
    suffixes,
    prefixes,
    substrings,
    parts,
    hosts,
    ends,
    dots,
    optional,
    groups,
    lists,
  ]);
  return random.pick(family({ scheme, host, port, site: siteOf(host, random), all, random }));
}

/** Draws a mistake that has nothing to do with the declared origins. */
export function drawForeignTest(random: Random): OriginFlaw {
  return random.pick(random.pick([open, open, developers, developers, applications])());
}

interface Declared {
  scheme: string;
  host: string;
  port: string;
  /** The host itself or one of its parents with two labels or more. */
  site: string;
  all: readonly string[];
  random: Random;
}

const flaw = (id: string, test: OriginTest): OriginFlaw => ({ id, test });

function siteOf(host: string, random: Random): string {
  const labels = host.split('.');
  const parents = labels.map((_, index) => labels.slice(index)).filter(({ length }) => length >= 2);
  return random.pick(parents.length > 1 ? parents.slice(1) : [labels]).join('.');
}

function suffixes({ host, port, site }: Declared): OriginFlaw[] {
  return [
    flaw('suffix of the site', { kind: 'suffix', texts: [site + port] }),
    flaw('suffix of the site with a dot', { kind: 'suffix', texts: [`.${site}${port}`] }),
    flaw('suffix of the host', { kind: 'suffix', texts: [host + port] }),
  ];
}

function prefixes({ scheme, host, port }: Declared): OriginFlaw[] {
  const [label = host] = host.split('.');
  return [
    flaw('prefix', { kind: 'prefix', texts: [`${scheme}://${host}${port}`], of: 'origin' }),
    flaw('prefix without the port', { kind: 'prefix', texts: [`${scheme}://${host}`], of: 'origin' }),
    flaw('prefix of the host', { kind: 'prefix', texts: [host], of: 'host' }),
    flaw('prefix of one label', { kind: 'prefix', texts: [`${scheme}://${label}.`], of: 'origin' }),
  ];
}

function substrings({ host, site }: Declared): OriginFlaw[] {
  const [name = site] = site.split('.');
  return [host, site, name].map((text) => flaw('substring', { kind: 'substring', texts: [text] }));
}

function parts({ scheme, host, port, all }: Declared): OriginFlaw[] {
  return [
    flaw('part of a trusted origin', {
      kind: 'part-of',
      texts: [`${scheme}://${host}${port}`],
      of: 'origin',
    }),
    flaw('part of a trusted host', { kind: 'part-of', texts: [host + port], of: 'host' }),
    flaw('part of the list', { kind: 'part-of', texts: [all.join(',')], of: 'origin' }),
  ];
}

function hosts({ host, port }: Declared): OriginFlaw[] {
  return [
    flaw('host alone', { kind: 'host', texts: [host], port: false }),
    flaw('host and port alone', { kind: 'host', texts: [host + port], port: true }),
  ];
}

function ends({ scheme, host, port, all }: Declared): OriginFlaw[] {
  const origin = escaped(`${scheme}://${host}${port}`);
  return [
    flaw('no $', regexp(`^${origin}`)),
    flaw('no ^ and no scheme', regexp(`${escaped(host + port)}$`)),
    flaw('neither ^ nor $', regexp(escaped(host + port))),
    // An origin has no place for a scheme but its start.
    flaw('no ^ before a scheme', regexp(`${origin}$`)),
    flaw(
      '^ and $ in an alternation',
      regexp(
        `^${
          all
            .filter((one) => !one.includes('*'))
            .map(escaped)
            .join('|') || origin
        }$`,
      ),
    ),
    flaw('ignores case', regexp(`^${origin}$`, 'i')),
  ];
}

function dots({ scheme, host, port, random }: Declared): OriginFlaw[] {
  const places = [...host.matchAll(/\./g)].map(({ index }) => index);
  const start = `^${scheme}:\\/\\/`;
  if (places.length === 0) return [flaw('no dot to escape', regexp(`${start}${host}${port}$`))];
  const at = random.pick(places);
  return [
    flaw('unescaped dots', regexp(`${start}${host}${port}$`)),
    flaw(
      'one unescaped dot',
      regexp(`${start}${escaped(host.slice(0, at))}.${escaped(host.slice(at + 1))}${port}$`),
    ),
    flaw('unescaped dots, no $', regexp(`${start}${host}`)),
  ];
}

function optional({ scheme, host, port }: Declared): OriginFlaw[] {
  const [label = '', ...rest] = host.split('.');
  return [
    flaw('optional scheme', regexp(`^https?:\\/\\/${escaped(host + port)}$`)),
    flaw('any scheme', regexp(`^[a-z]+:\\/\\/${escaped(host + port)}$`)),
    flaw('optional port', regexp(`^${scheme}:\\/\\/${escaped(host)}(:\\d+)?$`)),
    ...(rest.length > 1
      ? [flaw('optional label', regexp(`^${scheme}:\\/\\/(${label}\\.)?${escaped(rest.join('.') + port)}$`))]
      : []),
  ];
}

function groups({ scheme, host, port, site }: Declared): OriginFlaw[] {
  const start = `^${scheme}:\\/\\/`;
  const end = `${escaped(site + port)}$`;
  const [name = site] = site.split('.');
  const labels = host.split('.');
  const top = labels.length > 1 ? escaped(labels.slice(0, -1).join('.')) : escaped(host);
  return [
    flaw('sub-domain group', regexp(`${start}([a-z0-9-]+\\.)*${end}`)),
    flaw('optional sub-domain', regexp(`${start}(.*\\.)?${end}`)),
    flaw('one label', regexp(`${start}[^.]+\\.${end}`)),
    flaw('any text before', regexp(`${start}.*${end}`)),
    flaw('letters before', regexp(`${start}[a-z]*${escaped(host + port)}$`)),
    flaw('names of staging', regexp(`${start}(www|dev|staging)\\.${end}`)),
    flaw('any top-level domain', regexp(`${start}${top}\\.\\w+${escaped(port)}$`)),
    flaw('any text behind the name', regexp(`${start}([a-z0-9-]+\\.)*${name}\\.[a-z.]+$`)),
  ];
}

/** A list that is longer than the policy's, by what people add without a thought. */
function lists({ scheme, host, port, site: drawn }: Declared): OriginFlaw[] {
  // Nobody adds a name below a public suffix, which anybody might own.
  const site = PUBLIC_SUFFIXES.has(drawn) ? host.split('.').slice(-3).join('.') : drawn;
  const other = scheme === 'https' ? 'http' : 'https';
  return [
    flaw('the other scheme too', { kind: 'exact', texts: [`${other}://${host}${port}`] }),
    flaw('port 8080 too', { kind: 'exact', texts: [`${scheme}://${host}:8080`] }),
    flaw('the site too', { kind: 'exact', texts: [`${scheme}://${site}${port}`] }),
    flaw('www too', { kind: 'exact', texts: [`${scheme}://www.${site}${port}`] }),
    flaw('staging too', { kind: 'exact', texts: [`${scheme}://staging.${site}${port}`] }),
  ];
}

function open(): OriginFlaw[] {
  return [
    flaw('reflects', { kind: 'everything' }),
    flaw('null', { kind: 'exact', texts: ['null'] }),
    flaw('any https', regexp('^https:\\/\\/')),
    flaw('any https host', { kind: 'prefix', texts: ['https://'], of: 'origin' }),
  ];
}

function developers(): OriginFlaw[] {
  return [
    flaw('localhost:3000', { kind: 'exact', texts: ['http://localhost:3000'] }),
    flaw('localhost:8080', { kind: 'exact', texts: ['http://localhost:8080'] }),
    flaw('localhost:5173', { kind: 'exact', texts: ['http://localhost:5173'] }),
    flaw('localhost', { kind: 'exact', texts: ['http://localhost'] }),
    flaw('127.0.0.1:3000', { kind: 'exact', texts: ['http://127.0.0.1:3000'] }),
    flaw('any port of localhost', regexp('^https?:\\/\\/localhost(:\\d+)?$')),
    flaw('any port of 127.0.0.1', regexp('^http:\\/\\/127\\.0\\.0\\.1(:\\d+)?$')),
    flaw('localhost and more', { kind: 'prefix', texts: ['http://localhost'], of: 'origin' }),
    flaw('localhost anywhere', { kind: 'substring', texts: ['localhost'] }),
    flaw('.local', regexp('^https?:\\/\\/[a-z0-9-]+\\.local(:\\d+)?$')),
    flaw('192.168', regexp('^https?:\\/\\/192\\.168\\.\\d+\\.\\d+(:\\d+)?$')),
    flaw('10.', regexp('^https?:\\/\\/10\\.\\d+\\.\\d+\\.\\d+(:\\d+)?$')),
    flaw('private, no $', regexp('^http:\\/\\/(10|192\\.168|172\\.16)\\.')),
  ];
}

function applications(): OriginFlaw[] {
  return [
    ...['capacitor://localhost', 'ionic://localhost', 'tauri://localhost', 'file://'].map((one) =>
      flaw(one, { kind: 'exact', texts: [one] }),
    ),
    flaw('any Chrome extension', regexp('^chrome-extension:\\/\\/[a-p]{32}$')),
  ];
}
