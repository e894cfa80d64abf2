// How to fix what failed, one thing to a line.
// @ts-check
import { bdi, el } from './dom.js';

/** @param {readonly string[]} lines @param {'h2' | 'h4'} heading */
export function howToFix(lines, heading) {
  if (lines.length === 0) return null;
  return el(
    'div',
    { class: 'fix' },
    el(heading, {}, 'How to fix'),
    el(
      'ul',
      {},
      lines.map((line) => el('li', {}, bdi(line))),
    ),
  );
}
