/** Facts of a Set-Cookie line: each of its attributes, and those that it lacks. */
import { linesOf, withLines } from './answers.ts';
import type { Edit } from './edits.ts';
import type { Place } from './places.ts';
import { partsOf } from './set-cookie.ts';

const NAME = 'set-cookie';
/** What each attribute is changed to, and what is added where it is absent. */
const OTHERS: Record<string, string> = {
  SameSite: 'SameSite=Strict',
  Secure: 'Secure',
  HttpOnly: 'HttpOnly',
  Domain: 'Domain=stranger.example',
  Path: 'Path=/elsewhere',
  'Max-Age': 'Max-Age=0',
};

/** One edit for each attribute that is dropped, given another value, or added, line by line. */
export function cookieEdits({ answer }: Place): Edit[] {
  const lines = linesOf(answer, NAME);
  return lines.flatMap((line, index) =>
    editedLines(line).map(({ fact, line: now }) => ({
      fact,
      said: `${NAME} is ${now}`,
      header: NAME,
      answer: withLines(answer, NAME, lines.with(index, now)),
    })),
  );
}

function editedLines(line: string): { fact: string; line: string }[] {
  const { pair, attributes } = partsOf(line);
  const texts = attributes.map(({ name, value }) => (value === '' ? name : `${name}=${value}`));
  return Object.entries(OTHERS).flatMap(([name, other]) => {
    const place = attributes.findIndex((one) => one.name.toLowerCase() === name.toLowerCase());
    const made = (fact: string, parts: string[]) => ({ fact, line: [pair, ...parts].join('; ') });
    const changed = made(`${other} of a cookie`, place === -1 ? [...texts, other] : texts.with(place, other));
    return place === -1 ? [changed] : [changed, made(`drop ${name} of a cookie`, texts.toSpliced(place, 1))];
  });
}
