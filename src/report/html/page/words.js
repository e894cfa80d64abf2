// Verdicts, said three ways: a sign, a word, a sentence.
// @ts-check

/** @type {Record<string, { sign: string, word: string, plural: string, meaning: string }>} */
export const VERDICT = {
  conforms: { sign: '✓', word: 'conforms', plural: 'conform', meaning: 'does what the standard says' },
  diverges: {
    sign: '≠',
    word: 'diverges',
    plural: 'diverge',
    meaning: 'departs from the standard exactly as recorded',
  },
  stale: {
    sign: '↻',
    word: 'stale',
    plural: 'stale',
    meaning: 'a divergence is recorded that no longer happens',
  },
  violates: { sign: '✕', word: 'violates', plural: 'violate', meaning: 'does otherwise than required' },
  inconclusive: { sign: '?', word: 'inconclusive', plural: 'inconclusive', meaning: 'gave no evidence' },
  unsupported: {
    sign: '–',
    word: 'not supported',
    plural: 'not supported',
    meaning: 'lacks a feature that the case needs',
  },
};

const UNKNOWN = { sign: '·', word: 'unknown', plural: 'unknown', meaning: 'is not known to this report' };

/** @param {string} verdict */
export function wordsOf(verdict) {
  return VERDICT[verdict] ?? UNKNOWN;
}

/** @param {string} verdict */
export function isFailing(verdict) {
  return verdict === 'stale' || verdict === 'violates' || verdict === 'inconclusive';
}

/** @type {Record<string, string>} */
const ENGINES = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' };

/** @param {string} engine */
export function engineWord(engine) {
  return ENGINES[engine] ?? engine;
}

/** @param {import('../types.ts').Column} column */
export function engineName({ engine, name }) {
  const words = engineWord(engine);
  return name === engine ? words : `${words} (${name})`;
}

/** @param {string} version */
export function shortVersion(version) {
  return version.split('.').slice(0, 2).join('.');
}

/** @param {string} via */
export function clientName(via) {
  return via === 'xhr' ? 'XHR' : via;
}

/** `chromium 156.0 (fetch, xhr)` as it is shown. @param {string} place */
export function inWords(place) {
  return place.replace(/\bxhr\b/g, 'XHR').replace(/^[a-z]+/, (name) => engineWord(name));
}
