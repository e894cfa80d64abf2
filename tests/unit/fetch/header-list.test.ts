import { expect, test } from 'vitest';
import {
  combine,
  deleteHeader,
  get,
  getDecodeAndSplit,
  isHeaderValue,
  normalizeValue,
  set,
  sortedLowercaseSet,
} from '../../../src/fetch/header-list.ts';

const list = [
  ['X-A', '1'],
  ['x-b', '2'],
  ['x-a', '3'],
] as const;

test('get joins all lines of a name, whatever its case', () => {
  expect(get(list, 'x-A')).toBe('1, 3');
  expect(get(list, 'x-c')).toBeNull();
});

test('set replaces all lines, combine lengthens them, delete takes them away', () => {
  expect(get(set(list, 'x-a', '4'), 'x-a')).toBe('4');
  expect(get(combine(list, 'x-a', '4'), 'x-a')).toBe('1, 3, 4');
  expect(deleteHeader(list, 'X-a')).toEqual([['x-b', '2']]);
});

test('header names become a sorted-lowercase set', () => {
  expect(sortedLowercaseSet(['X-b', 'x-a', 'X-A', 'x_c', 'x-c'])).toEqual(['x-a', 'x-b', 'x-c', 'x_c']);
});

test.each([
  ['nosniff,', ['nosniff', '']],
  ['', ['']],
  ['text/html;", x/x', ['text/html;", x/x']],
  ['x/x;test="hi",y/y', ['x/x;test="hi"', 'y/y']],
  ['x / x,,,1', ['x / x', '', '', '1']],
  ['"1,2", 3', ['"1,2"', '3']],
  ['"a\\",b", c', ['"a\\",b"', 'c']],
])('get, decode, and split %j', (value, values) => {
  expect(getDecodeAndSplit(value)).toEqual(values);
});

test.each([
  [' \t\r\na b\n', 'a b'],
  ['\u000ba', '\u000ba'],
])('normalize %j', (value, normalized) => {
  expect(normalizeValue(value)).toBe(normalized);
});

test.each([
  ['a b', true],
  ['\u0001\u007f\u00ff', true],
  ['a\0', false],
  ['a\nb', false],
  ['a\rb', false],
  ['\u0100', false],
  [' a', false],
  ['a\t', false],
])('%j is a header value: %s', (value, valid) => {
  expect(isHeaderValue(value)).toBe(valid);
});
