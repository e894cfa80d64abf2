/** The page that calls, as it is named on the command line or by an Origin header. */
import { BadInput } from './messages.ts';

export interface Page {
  /** Of the page, or of what embeds it if its origin is opaque. */
  url: URL;
  opaque: boolean;
}

const EXAMPLE = 'https://app.example.com';

/** Throws BadInput. `target` gives an opaque caller the scheme of its page, so that mixed content is no matter. */
export function readPage(from: string, target: URL | null): Page {
  if (from === 'null') {
    const scheme = target?.protocol === 'http:' ? 'http' : 'https';
    return { url: new URL(`${scheme}://page.example`), opaque: true };
  }
  if (from === '*')
    throw new BadInput('--from is *, which is no origin', `name one page, as in --from ${EXAMPLE}`);
  const written = `--from is ${from}`;
  if (/^[\w.-]+(:\d+)?(\/|$)/.test(from))
    throw new BadInput(`${written}, which has no scheme`, `write --from https://${from}`);
  if (!URL.canParse(from))
    throw new BadInput(`${written}, which is not a URL`, `write it as in --from ${EXAMPLE}`);
  const url = new URL(from);
  if (url.protocol === 'http:' || url.protocol === 'https:') return { url, opaque: false };
  const opaque = 'browsers give it an opaque origin, sent as `Origin: null`: write --from null';
  throw new BadInput(
    `${written}, whose scheme is neither http nor https`,
    ['file:', 'data:', 'about:'].includes(url.protocol) ? opaque : `write it as in --from ${EXAMPLE}`,
  );
}
