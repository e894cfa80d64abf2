/** Departures of the engines that the corpus has pinned, in a form that recognises them in any case. */
import type { Client, EngineName } from '../plan/types.ts';
import type { ExploredCase } from './case.ts';
import type { Deviation } from './deviation.ts';
import * as process from './processes.ts';
import * as say from './translations.ts';
import type { Overlook, Translate } from './translations.ts';

export interface Departure {
  name: string;
  /** The cases of the corpus that pin it, by engine. */
  pinned: Partial<Record<EngineName, string[]>>;
  /** The case as the engine takes it. */
  translate?: Translate;
  /** The traffic without the engine's own way of saying it. */
  overlook?: Overlook;
  /** Whether it is why the observation leaves the prediction where it does. What comes after that is not looked at. */
  explains?: (
    deviation: Deviation,
    one: Pick<ExploredCase, 'plan' | 'prediction'> & { via: Client },
  ) => boolean;
}

const everywhere = (...cases: string[]) => ({ chromium: cases, firefox: cases, webkit: cases });

export const DEPARTURES: readonly Departure[] = [
  {
    name: 'a range beyond 64 bits is none',
    pinned: everywhere('preflight/range/simple/huge'),
    translate: say.rangeUpTo(2n ** 64n - 1n),
  },
  {
    name: 'a range of 2^63-1 and more is none',
    pinned: { chromium: ['products/header-bytes/range-numbers/bits-63', 'found/range/last/largest'] },
    translate: say.rangeUpTo(2n ** 63n - 2n),
  },
  {
    name: 'a method that only a listener makes ask must be listed',
    pinned: {
      chromium: ['found/listener/unlisted/put'],
      firefox: ['found/listener/unlisted/put'],
      webkit: ['found/listener/unlisted/put'],
    },
    translate: say.methodsMustBeListed,
  },
  {
    name: 'a star covers Authorization',
    pinned: {
      ...everywhere('preflight/wildcards/authorization/star'),
      webkit: ['preflight/wildcards/authorization/star', 'cache/entries/wildcard-header'],
    },
    translate: say.starCoversAuthorization,
  },
  {
    name: 'a safelisted method needs no entry, listener or not',
    pinned: everywhere(
      'cache/entries/upload-listener/other-method-listed',
      'xhr/upload-listeners/cache/other-methods',
    ),
    translate: say.listenersLeaveMethodsSafe,
  },
  {
    name: 'client hints are safelisted',
    pinned: {
      chromium: [
        'preflight/request-headers/other-names/dpr',
        'preflight/request-headers/other-names/save-data',
      ],
    },
    translate: say.withoutRequestHeaders(
      /^(dpr|width|viewport-width|downlink|ect|rtt|device-memory|save-data)$/i,
      /^([\d.]+|on)$/,
    ),
  },
  {
    name: 'a User-Agent set by the page is ignored',
    pinned: { chromium: ['preflight/request-headers/other-names/user-agent'] },
    translate: say.withoutRequestHeaders(/^user-agent$/i),
  },
  {
    name: 'lines of one name are joined before they are judged',
    pinned: {
      chromium: ['preflight/accept/repeated/two-of-100', 'preflight/content-type/two-lines/text-then-text'],
      webkit: ['preflight/accept/repeated/two-of-100', 'preflight/content-type/two-lines/text-then-text'],
    },
    translate: say.joinedLines,
  },
  {
    name: 'upload listeners count only with a body',
    pinned: { chromium: ['xhr/upload-listeners/without-body/get', 'xhr/upload-listeners/without-body/post'] },
    translate: say.listenersNeedBody,
  },
  {
    name: 'a max-age may have a plus',
    pinned: { chromium: ['cache/default/expired/plus'], webkit: ['cache/default/expired/plus'] },
    translate: say.plusBeforeMaxAge,
  },
  {
    name: 'an empty line is left out when lines are joined',
    pinned: { firefox: ['check/lists/two-lines/empty-first', 'check/lists/two-lines/empty-then-star'] },
    translate: say.withoutEmptyLines,
  },
  {
    name: 'a byte above 7F is unsafe',
    pinned: {
      firefox: ['preflight/accept/safe/non-ascii', 'preflight/content-type/safe/non-ascii-parameter'],
    },
    translate: say.highBytesUnsafe,
  },
  {
    name: 'a comma makes a Content-Type unsafe',
    pinned: {
      firefox: [
        'preflight/content-type/safe/comma-in-parameter',
        'found/content-type/parameter/before-comma',
        'found/content-type/parameter/no-value-before-comma',
      ],
    },
    translate: say.commaUnsafe,
  },
  {
    name: 'a semicolon at the end makes a Content-Type unsafe',
    pinned: {
      firefox: ['found/content-type/parameter/two-semicolons', 'found/content-type/parameter/trailing'],
    },
    translate: say.trailingSemicolonUnsafe,
  },
  {
    name: 'a status from 309 to 399 redirects',
    pinned: { webkit: ['found/location/other/s309', 'found/location/other/s399'] },
    translate: say.everyHighStatusRedirects,
  },
  {
    name: 'a name is asked for as often as it was set',
    pinned: { firefox: ['preflight/request-shape/name-twice'] },
    overlook: say.namesOnce,
  },
  {
    name: 'a star in a broken list exposes all',
    pinned: { firefox: ['reading/exposed/malformed/star-with-bad-item'] },
    translate: say.starInBrokenList,
  },
  {
    name: 'a range is read without regard to case and sign',
    pinned: {
      webkit: ['preflight/range/not-simple/upper-case-unit', 'preflight/range/not-simple/sign'],
    },
    translate: say.lenientRange,
  },
  {
    name: 'a DELETE that leaves its origin becomes a GET',
    pinned: { webkit: ['redirects/methods/others/delete-302', 'found/redirected-delete/away/s307'] },
    translate: say.deleteBecomesGet,
  },
  {
    name: 'a URL with a user or password is not fetched',
    pinned: { chromium: ['redirects/userinfo/stays-home', 'redirects/userinfo/no-cors/within-api'] },
    translate: say.userinfoBlocked,
  },
  {
    name: 'entries stay when a call fails',
    pinned: {
      chromium: ['cache/clearing/response-refused', 'cache/clearing/redirect-target-refused'],
      firefox: ['cache/clearing/redirect-refused'],
      webkit: ['cache/clearing/preflight-refused', 'cache/clearing/redirect-target-refused'],
    },
    explains: process.entriesStay,
  },
  {
    name: 'an entry is made before the preflight fails',
    pinned: { webkit: ['cache/clearing/header-refused'] },
    explains: process.entryOfFailedPreflight,
  },
  {
    name: 'an answer with max-age 0 leaves older entries',
    pinned: { firefox: ['cache/max-age/shortened'] },
    explains: process.olderEntriesStay,
  },
  {
    name: 'a Location with a user is asked for permission before it fails',
    pinned: { webkit: ['found/userinfo/user'] },
    explains: process.asksBeforeUserinfo,
  },
  {
    name: 'after a preflight every hop is preflighted',
    pinned: {
      firefox: ['redirects/methods/put/s303', 'redirects/preflight/authorization/onward'],
      webkit: ['redirects/methods/put/s303', 'redirects/methods/others/delete-303'],
    },
    explains: process.preflightOfLaterHop,
  },
  {
    name: 'a later hop asks for headers that it no longer has',
    pinned: {
      firefox: ['redirects/preflight/authorization/leaves-home'],
      webkit: ['redirects/preflight/authorization/leaves-home', 'redirects/methods/headers/get'],
    },
    explains: process.asksForDropped,
  },
  {
    name: 'the second preflight names the page, not null',
    pinned: { firefox: ['redirects/preflight/onward/granted', 'redirects/preflight/home/granted'] },
    explains: process.preflightNamesPage,
  },
  {
    name: 'entries for the page serve null',
    pinned: { firefox: ['redirects/preflight/cached-for-the-page', 'cache/redirects/tainted'] },
    explains: process.entryOfThePage,
  },
  {
    name: 'the second redirect of a call from home needs Allow-Credentials',
    pinned: {
      webkit: ['redirects/origin/kept/leaves-home-then-within', 'redirects/origin/tainted/there-and-back'],
    },
    explains: process.secondRedirectNeedsCredentials,
  },
  {
    name: 'a GET made of a POST keeps its Origin',
    pinned: { webkit: ['origin/header/rewritten-to-get'] },
    explains: process.originOfRewritten,
  },
  {
    name: 'keepalive without CORS follows a manual redirect',
    pinned: { chromium: ['found/keepalive/manual/keepalive-no-cors'] },
    explains: process.keepaliveFollows,
  },
  {
    name: 'no referrer policy touches Origin',
    pinned: {
      chromium: ['origin/no-cors/post-hidden/no-referrer', 'origin/no-cors/own-origin-post/no-referrer'],
    },
    explains: process.policyIgnored,
  },
  {
    name: 'without CORS the first redirect to another origin makes Origin null',
    pinned: { chromium: ['origin/no-cors/policy-on-the-way/none'] },
    explains: process.nullWithoutCors,
  },
  {
    name: 'a mask is not followed from one server to another',
    pinned: { webkit: ['elements/css-images/redirects/two-servers'] },
    explains: process.maskStaysAtItsServer,
  },
];

export function departuresOf(engine: EngineName): Departure[] {
  return DEPARTURES.filter(({ pinned }) => pinned[engine] !== undefined);
}
