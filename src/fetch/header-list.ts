/** Header lists: https://fetch.spec.whatwg.org/#terminology-headers */
import { isToken } from './methods.ts';
import type { HeaderList } from './types.ts';

/** ASCII only, as byte-lowercase is: https://infra.spec.whatwg.org/#byte-lowercase */
export function byteLowercase(text: string): string {
  // Most names are in lower case already, and each is asked for many times.
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text;
}

/** https://fetch.spec.whatwg.org/#header-list-contains */
export function contains(list: HeaderList, name: string): boolean {
  return get(list, name) !== null;
}

/** The values of all lines of a name, joined by comma and space: https://fetch.spec.whatwg.org/#concept-header-list-get */
export function get(list: HeaderList, name: string): string | null {
  const values = linesOf(list, name);
  return values.length > 0 ? values.join(', ') : null;
}

/** The lines of a name, one by one. */
export function linesOf(list: HeaderList, name: string): string[] {
  const lower = byteLowercase(name);
  const values: string[] = [];
  // Of another length no name is the same, and lower case leaves lengths as they are.
  for (const [other, value] of list)
    if (other.length === lower.length && byteLowercase(other) === lower) values.push(value);
  return values;
}

/** https://fetch.spec.whatwg.org/#concept-header-list-append */
export function append(list: HeaderList, name: string, value: string): HeaderList {
  return [...list, [name, value]];
}

/** https://fetch.spec.whatwg.org/#concept-header-list-delete */
export function deleteHeader(list: HeaderList, name: string): HeaderList {
  const lower = byteLowercase(name);
  return list.filter(([other]) => byteLowercase(other) !== lower);
}

/** https://fetch.spec.whatwg.org/#concept-header-list-set */
export function set(list: HeaderList, name: string, value: string): HeaderList {
  return append(deleteHeader(list, name), name, value);
}

/** As XMLHttpRequest adds headers: https://fetch.spec.whatwg.org/#concept-header-list-combine */
export function combine(list: HeaderList, name: string, value: string): HeaderList {
  const present = get(list, name);
  return present === null ? append(list, name, value) : set(list, name, `${present}, ${value}`);
}

/** https://fetch.spec.whatwg.org/#convert-header-names-to-a-sorted-lowercase-set */
export function sortedLowercaseSet(names: readonly string[]): string[] {
  return [...new Set(names.map(byteLowercase))].sort((a, b) => (a < b ? -1 : 1));
}

/** Strips HTTP whitespace at both ends: https://fetch.spec.whatwg.org/#concept-header-value-normalize */
export function normalizeValue(value: string): string {
  return value.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
}

/** https://fetch.spec.whatwg.org/#header-name */
export function isHeaderName(name: string): boolean {
  return isToken(name);
}

/** Bytes without NUL, CR, LF and without blanks at the ends: https://fetch.spec.whatwg.org/#header-value */
export function isHeaderValue(value: string): boolean {
  return !/[\0\r\n]|[^\0-\xff]|^[\t ]|[\t ]$/.test(value);
}

/** Splits at the commas outside quoted strings: https://fetch.spec.whatwg.org/#header-value-get-decode-and-split */
export function getDecodeAndSplit(value: string): string[] {
  const values: string[] = [];
  let item = '';
  for (let position = 0; position <= value.length; position += 1) {
    const char = value[position];
    if (char === '"') {
      const end = collectQuotedString(value, position).end;
      item += value.slice(position, end);
      position = end - 1;
    } else if (char === ',' || char === undefined) {
      values.push(item.replace(/^[\t ]+|[\t ]+$/g, ''));
      item = '';
    } else item += char;
  }
  return values;
}

/** The text in a quoted string, and the position after it: https://fetch.spec.whatwg.org/#collect-an-http-quoted-string */
export function collectQuotedString(text: string, start: number): { value: string; end: number } {
  let value = '';
  let position = start + 1;
  while (position < text.length && text[position] !== '"') {
    if (text[position] === '\\' && position + 1 < text.length) position += 1;
    value += text.charAt(position);
    position += 1;
  }
  return { value, end: Math.min(position + 1, text.length) };
}
