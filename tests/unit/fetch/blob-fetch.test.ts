/** Ranges of a blob: https://fetch.spec.whatwg.org/#concept-scheme-fetch */
import { expect, test } from 'vitest';
import { blobFetch } from '../../../src/fetch/blob-fetch.ts';
import { get } from '../../../src/fetch/header-list.ts';
import { aRequest } from './helpers.ts';

test.each([
  ['bytes=0-3', 'bytes 0-3/9', 'blob'],
  ['bytes=5-', 'bytes 5-8/9', 'body'],
  ['bytes=5-99', 'bytes 5-8/9', 'body'],
  ['bytes=-4', 'bytes 5-8/9', 'body'],
  ['bytes=-99', 'bytes 0-8/9', 'blob body'],
  ['bytes = 8 - 8', 'bytes 8-8/9', 'y'],
])('%s is answered with %s', (range, contentRange, body) => {
  const fetched = blobFetch(aRequest({ headers: [['range', range]] }, 'blob:self'));
  expect(fetched).toMatchObject({ kind: 'response', response: { status: 206, body } });
  const headers = fetched.kind === 'response' ? fetched.response.headers : [];
  expect([get(headers, 'content-range'), get(headers, 'content-length')]).toEqual([
    contentRange,
    String(body.length),
  ]);
});

test.each(['bytes=9-', 'bytes=0-1,3-4', 'bytes=-', 'bytes=3-2', 'items=0-1'])(
  '%s is a network error',
  (range) => {
    const { kind } = blobFetch(aRequest({ headers: [['range', range]] }, 'blob:self'));
    expect(kind).toBe('network error');
  },
);
