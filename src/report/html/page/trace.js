// The exchanges of one try as a short list: what was asked, what was answered, the headers that decide.
// @ts-check
import { DECIDING } from './diagram.js';
import { bdi, el } from './dom.js';
import { counted } from './text.js';

/** @typedef {import('../../lines.ts').WireLine} WireLine */

/** @param {readonly WireLine[]} wire @param {number} more how many exchanges are left out */
export function trace(wire, more) {
  if (wire.length === 0) return el('p', { class: 'quiet-note' }, 'This report does not hold its exchanges.');
  return el(
    'div',
    { class: 'trace' },
    el(
      'ol',
      {},
      wire.map((one) =>
        el(
          'li',
          {},
          traceLine(
            `→ ${one.role === 'preflight' ? 'preflight ' : ''}`,
            `${one.method} ${one.to}${one.path}`,
          ),
          traceHeaders('Request headers that decide', one.requestHeaders),
          traceLine('← ', one.status === null ? 'no response' : String(one.status)),
          traceHeaders('Response headers that decide', one.responseHeaders),
        ),
      ),
    ),
    more > 0 && el('p', { class: 'quiet-note' }, `and ${counted(more, 'more exchange')}`),
  );
}

/** @param {string} lead @param {string} text */
function traceLine(lead, text) {
  return el('div', { class: 'line' }, lead, bdi(text));
}

/** @param {string} label @param {WireLine['requestHeaders']} headers */
function traceHeaders(label, headers) {
  const deciding = headers.filter(([name]) => DECIDING.test(name));
  if (deciding.length === 0) return null;
  return el(
    'ul',
    { 'aria-label': label },
    deciding.map(([name, value]) =>
      el('li', {}, el('span', { class: 'name' }, bdi(name.toLowerCase())), ': ', bdi(value)),
    ),
  );
}
