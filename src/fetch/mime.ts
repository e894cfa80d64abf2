/** MIME types: https://mimesniff.spec.whatwg.org/#understanding-mime-types */
import { byteLowercase, collectQuotedString } from './header-list.ts';
import { isToken } from './methods.ts';

export interface MimeType {
  essence: string;
  parameters: Map<string, string>;
}

/** Characters of a quoted string: https://mimesniff.spec.whatwg.org/#http-quoted-string-token-code-point */
const QUOTED_STRING_TOKEN = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Null is the standard's failure: https://mimesniff.spec.whatwg.org/#parse-a-mime-type */
export function parseMimeType(input: string): MimeType | null {
  const text = input.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
  const semicolon = text.indexOf(';');
  const head = semicolon < 0 ? text : text.slice(0, semicolon);
  const slash = head.indexOf('/');
  const type = head.slice(0, slash);
  const subtype = head.slice(slash + 1).replace(/[\t\n\r ]+$/, '');
  if (slash < 0 || !isToken(type) || !isToken(subtype)) return null;
  return {
    essence: `${byteLowercase(type)}/${byteLowercase(subtype)}`,
    parameters: parseParameters(text, head.length),
  };
}

/** https://mimesniff.spec.whatwg.org/#serialize-a-mime-type */
export function serializeMimeType({ essence, parameters }: MimeType): string {
  const written = [...parameters].map(([name, value]) => {
    const quoted = isToken(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
    return `;${name}=${quoted}`;
  });
  return essence + written.join('');
}

function parseParameters(text: string, start: number): Map<string, string> {
  const parameters = new Map<string, string>();
  let position = start;
  while (position < text.length) {
    position += 1;
    while (/[\t\n\r ]/.test(text[position] ?? '')) position += 1;
    const nameEnd = endOf(/[;=]/, text, position);
    const name = byteLowercase(text.slice(position, nameEnd));
    position = nameEnd;
    if (text[position] !== '=') continue;
    position += 1;
    let value: string;
    if (text[position] === '"') {
      const quoted = collectQuotedString(text, position);
      value = quoted.value;
      position = endOf(/;/, text, quoted.end);
    } else {
      const end = endOf(/;/, text, position);
      value = text.slice(position, end).replace(/[\t\n\r ]+$/, '');
      position = end;
      if (value === '') continue;
    }
    if (isToken(name) && QUOTED_STRING_TOKEN.test(value) && !parameters.has(name))
      parameters.set(name, value);
  }
  return parameters;
}

function endOf(stop: RegExp, text: string, start: number): number {
  const found = text.slice(start).search(stop);
  return found < 0 ? text.length : start + found;
}
