/** Every class of origins that the gate makes has its place in the table of who may do what. */
import { expect, test } from 'vitest';
import { untrustedOrigins } from '../../../src/policy/untrusted.ts';
import { FAMILY_TITLES, familyOf } from '../../../src/report/html/families.ts';
import { checkOf } from '../target-policy.ts';
import { TARGET } from '../target-server.ts';

const { rule } = checkOf('works').check;

test.each(['https://app.example.com', 'https://shop.example.co.uk:8443', 'https://*.example.com'])(
  'of a rule that trusts %s',
  (trusted) => {
    const own = { ...rule, origins: [trusted], elsewhere: ['https://admin.example.net'] };
    const classes = untrustedOrigins(own, TARGET).map(({ id }) => id);
    expect(classes.length).toBeGreaterThan(50);
    expect(classes.filter((one) => familyOf(one) === 'Other origins')).toEqual([]);
  },
);

test('what the policy names comes last', () => {
  expect(familyOf('named-2')).toBe(FAMILY_TITLES.at(-1));
  expect(familyOf('something-else')).toBe('Other origins');
});
