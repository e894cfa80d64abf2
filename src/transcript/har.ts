/** A HAR file, or one entry of it as developer tools copy it -> exchanges: http://www.softwareishard.com/blog/har-12-spec/ */
import type { HeaderPairs } from '../plan/types.ts';
import { Unreadable, type Recorded } from './messages.ts';

type Json = Record<string, unknown>;

/** Throws Unreadable with the place in the JSON. */
export function readHar(text: string): Recorded[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Unreadable(`this begins like a HAR and is not JSON: ${(error as Error).message}`);
  }
  const { entries, place } = entriesOf(json);
  return entries.map((entry, index) => readEntry(entry, place(index)));
}

function entriesOf(json: unknown): { entries: unknown[]; place: (index: number) => string } {
  if (Array.isArray(json)) return { entries: json, place: (index) => `[${index}]` };
  const log = isObject(json) ? json.log : undefined;
  if (isObject(log) && Array.isArray(log.entries))
    return { entries: log.entries, place: (index) => `log.entries[${index}]` };
  if (isObject(json) && 'request' in json) return { entries: [json], place: () => 'the entry' };
  throw new Unreadable('this is JSON and no HAR: it has neither log.entries nor request');
}

function readEntry(entry: unknown, place: string): Recorded {
  const request = objectIn(entry, 'request', place);
  const headers = headersIn(request, `${place}.request`);
  const url = textIn(request, 'url', `${place}.request`);
  const method = textIn(request, 'method', `${place}.request`);
  const body = isObject(request.postData) ? request.postData.text : '';
  const head = { method, target: url, headers, secure: null, body: typeof body === 'string' ? body : '' };
  const response = isObject(entry) && isObject(entry.response) ? entry.response : undefined;
  // 0 is what browsers write where they did not let the answer through, or had none.
  if (!response || response.status === 0) return { request: head };
  if (typeof response.status !== 'number')
    throw new Unreadable(`${place}.response.status is ${JSON.stringify(response.status)}, not a number`);
  return {
    request: head,
    answer: { status: response.status, headers: headersIn(response, `${place}.response`) },
  };
}

function headersIn(message: Json, place: string): HeaderPairs {
  const { headers = [] } = message;
  if (!Array.isArray(headers)) throw new Unreadable(`${place}.headers is not a list`);
  const pairs = headers.map((header: unknown, index): [string, string] => {
    const at = `${place}.headers[${index}]`;
    return [textIn(header, 'name', at), textIn(header, 'value', at)];
  });
  return pairs.filter(([name]) => !name.startsWith(':'));
}

function objectIn(value: unknown, name: string, place: string): Json {
  const inner = isObject(value) ? value[name] : undefined;
  if (!isObject(inner)) throw new Unreadable(`${place}.${name} is ${JSON.stringify(inner)}, not an object`);
  return inner;
}

function textIn(value: unknown, name: string, place: string): string {
  const inner = isObject(value) ? value[name] : undefined;
  if (typeof inner !== 'string')
    throw new Unreadable(`${place}.${name} is ${JSON.stringify(inner)}, not a text`);
  return inner;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
