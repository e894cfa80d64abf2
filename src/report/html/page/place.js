// Where the reader is: everything stands in the fragment of the address, so that a link shows the same.
// @ts-check

/** @typedef {{ view: string, case: string, via: string, on: string, repeat: number, area: string, verdict: string, engine: string, q: string, target: string }} Place */

const NAMES = /** @type {const} */ ([
  'view',
  'case',
  'via',
  'on',
  'area',
  'verdict',
  'engine',
  'q',
  'target',
]);

/** @returns {Place} */
export function here() {
  const params = new URLSearchParams(location.hash.slice(1));
  const place = /** @type {any} */ ({ repeat: Number(params.get('repeat') ?? 0) });
  for (const name of NAMES) place[name] = params.get(name) ?? '';
  return place;
}

/** @param {Partial<Place>} place */
export function linkTo(place) {
  const params = new URLSearchParams();
  for (const name of NAMES) if (place[name]) params.set(name, String(place[name]));
  if (place.repeat) params.set('repeat', String(place.repeat));
  return `#${params.toString()}`;
}

/** The matrix with the same filters. @param {Partial<Place>} change */
export function filtered(change) {
  const { area, verdict, engine, q } = here();
  return linkTo({ area, verdict, engine, q, ...change });
}
