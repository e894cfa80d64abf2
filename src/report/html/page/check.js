// What a test of a policy found: its causes, its tries, and the exchanges that were kept.
// @ts-check
import { causeArticle, originWords } from './causes.js';
import { bdi, el, section } from './dom.js';
import { trace } from './trace.js';
import { callWords, triesTable } from './tries.js';
import { isFailing } from './words.js';

/** @typedef {import('../types.ts').Index} Index */
/** @typedef {import('../types.ts').PartResult} Result */

const EXCHANGES = 12;

/** @param {Index} index @param {Result} result */
export function checked(index, result) {
  const { causes = [], tries = [], wire, column, rule = '', check = '', verdict } = result;
  return [
    causes.length > 0 &&
      section(
        'Causes',
        el(
          'ol',
          { class: 'failures' },
          causes.map((cause) => {
            const worst = tries.find(({ id }) => id === cause.worst);
            return el(
              'li',
              {},
              causeArticle(
                { ...cause, failing: isFailing(verdict) && cause.accepted === undefined },
                {
                  title: bdi(cause.title),
                  facts: worst
                    ? [['Worst try', [bdi(`${callWords(worst)} from ${originWords(worst)}`)]]]
                    : [],
                },
              ),
            );
          }),
        ),
      ),
    tries.length > 0 && section('Tries', triesTable(index, `Tries of ${rule}/${check}`, [{ column, tries }])),
    wire.length > 0 &&
      section(
        'On the wire',
        el(
          'details',
          {},
          el('summary', {}, 'The exchanges'),
          trace(wire.slice(0, EXCHANGES), Math.max(wire.length - EXCHANGES, 0)),
        ),
      ),
  ];
}
