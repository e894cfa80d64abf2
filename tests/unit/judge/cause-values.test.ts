/** The values that the words of causes show. */
import { expect, test } from 'vitest';
import { asPattern, headerName, listed, quotedList } from '../../../src/judge/cause-words/values.ts';
import { APP } from './cause-facts.ts';

test('the patterns of a fix admit what is trusted, and nothing that looks alike', () => {
  const pattern = new RegExp(`^${asPattern([APP, 'https://*.partner.example'])}$`);
  for (const origin of [APP, 'https://a.partner.example', 'https://a.b.partner.example'])
    expect(origin).toMatch(pattern);
  for (const origin of [
    `${APP}.evil.test`,
    `${APP}:8443`,
    'http://app.example.com',
    'https://appxexample.com',
    'https://partner.example',
    'https://evilpartner.example',
    'https://evil.test/.partner.example',
  ])
    expect(origin).not.toMatch(pattern);
});

test.each<[string[], string]>([
  [[], ''],
  [['PUT'], 'PUT'],
  [['PUT', 'DELETE'], 'PUT and DELETE'],
  [['GET', 'PUT', 'DELETE', 'PATCH'], 'GET, PUT and 2 others'],
])('the list %j is told as "%s"', (items, text) => {
  expect(listed(items)).toBe(text);
});

test('literals and names', () => {
  expect(quotedList(["it's", 'a\\b'])).toBe("['it\\'s', 'a\\\\b']");
  expect(headerName('x-total')).toBe('X-Total');
});
