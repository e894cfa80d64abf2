/** What the generators make is deterministic, valid, and within what the model knows. */
import { describe, expect, test } from 'vitest';
import { AREAS, drawDrafts } from '../../../src/explore/areas.ts';
import { caseOf, isFit } from '../../../src/explore/case.ts';
import { drawCases } from '../../../src/explore/draw.ts';

const areas = Object.keys(AREAS);

describe('the generators', { timeout: 60_000 }, () => {
  test('draw the same for the same seed, and something else for another', () => {
    expect(drawDrafts(areas, 50, 3)).toEqual(drawDrafts(areas, 50, 3));
    expect(drawDrafts(areas, 50, 3)).not.toEqual(drawDrafts(areas, 50, 4));
  });

  test.each(areas)(
    'draw valid scenarios of %s, few of which the model leaves out',
    { timeout: 60_000 },
    (area) => {
      const made = drawDrafts([area], 100, 11).map((draft) => caseOf(draft, 'x'));
      const unfit = made.flatMap((one) => (isFit(one) ? [] : [`${one.unfit}: ${one.why}`]));
      expect(unfit.filter((why) => why.startsWith('invalid'))).toEqual([]);
      expect(unfit.filter((why) => why.startsWith('not')).length, unfit.join('\n')).toBeLessThan(5);
    },
  );

  test('reach every outcome and every place of a block', () => {
    const ends = drawCases(areas, 600, 5).cases.flatMap(({ prediction }) =>
      prediction.steps.map(({ outcome, at }) => `${outcome} ${at ?? ''}`.trim()),
    );
    expect(new Set(ends)).toEqual(
      new Set([
        'allowed',
        'opaque',
        'blocked request',
        'blocked preflight',
        'blocked redirect',
        'blocked response',
      ]),
    );
  });

  test('draw as many cases as were asked for', () => {
    expect(drawCases(['redirects'], 40, 2).cases).toHaveLength(40);
  });
});
