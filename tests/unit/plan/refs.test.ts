import { expect, test } from 'vitest';
import { referencesIn, resolveText, resolveUrl } from '../../../src/plan/refs.ts';

const addresses = {
  app: { origin: 'http://app.example.com', base: 'http://app.example.com/~t1' },
  api: { origin: 'http://t1.api.example.com:8080', base: 'http://t1.api.example.com:8080' },
};

test.each([
  ['$app', 'http://app.example.com'],
  ['$api, $app', 'http://t1.api.example.com:8080, http://app.example.com'],
  ['$api:host', 't1.api.example.com:8080'],
  ['$$app', '$app'],
  ['$nobody', '$nobody'],
  ['$app.evil.example', 'http://app.example.com.evil.example'],
])('%s in a header is %s', (text, resolved) => {
  expect(resolveText(text, addresses)).toBe(resolved);
});

test.each([
  ['$app/next?a=1', 'http://app.example.com/~t1/next?a=1'],
  ['http://user:pass@$api:host/next', 'http://user:pass@t1.api.example.com:8080/next'],
  ['data:,x', 'data:,x'],
])('%s as a URL is %s', (url, resolved) => {
  expect(resolveUrl(url, addresses)).toBe(resolved);
});

test('names are found', () => {
  expect(referencesIn('$app and $$ and $api:host')).toEqual(['app', 'api']);
});
