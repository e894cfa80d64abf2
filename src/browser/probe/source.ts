/** The probe as one script: its parts, in the order in which they need each other. */
import { readFileSync } from 'node:fs';

const PARTS = [
  'base.js',
  'clients/fetch.js',
  'clients/xhr.js',
  'clients/elements.js',
  'clients/scripts.js',
  'clients/links.js',
  'clients/workers.js',
  'clients/eventsource.js',
  'clients/beacon.js',
  'clients/canvas.js',
  'clients/media.js',
  'clients/fonts.js',
  'clients/css.js',
  'clients/websocket.js',
  'clients/form.js',
  'run.js',
  'caller.js',
];

export const PROBE = PARTS.map((part) => readFileSync(new URL(part, import.meta.url), 'utf8')).join('\n');
