/** The version of this package. */
import { existsSync, readFileSync } from 'node:fs';

const places = ['../../package.json', '../../../package.json'].map(
  (place) => new URL(place, import.meta.url),
);
const found = places.find((place) => existsSync(place));

export const VERSION = found
  ? (JSON.parse(readFileSync(found, 'utf8')) as { version: string }).version
  : 'unknown';
