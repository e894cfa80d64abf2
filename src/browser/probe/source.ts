/** What the lab serves to its pages: the probe as one script: its parts, in the order in which they need each other. */
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
  'clients/csp-report.js',
  'worker-control.js',
  'run.js',
  'caller.js',
];

export const PROBE = PARTS.map(read).join('\n');

/** The service worker of a controlled frame. */
export const CONTROLLER = read('controller.js');

function read(part: string): string {
  return readFileSync(new URL(part, import.meta.url), 'utf8');
}
