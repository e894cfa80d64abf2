/** The origins that a rule trusts: exact ones, patterns, any, none. */

const PATTERN = /^(https?):\/\/\*\.([^/*:]+)(:\d+)?$/;

export type TrustedOrigins = 'any' | 'none' | readonly string[];

/** Why a text names no origin, or null if it is one or a pattern. */
export function whyNoOrigin(text: string): { message: string; hint: string } | null {
  if (PATTERN.test(text)) return null;
  if (text === '*') return { message: 'the origin is *', hint: 'write origins: any' };
  if (text === 'null')
    return {
      message: 'the origin null is that of every sandboxed frame',
      hint: 'no page of yours alone has it; leave it out',
    };
  if (text.includes('*'))
    return {
      message: `${text} is not a pattern`,
      hint: 'only a whole first label can vary: https://*.example.com',
    };
  if (!URL.canParse(text) || !/^https?:/.test(text))
    return { message: `${text} is not an http or https origin`, hint: 'for example https://app.example.com' };
  const { origin } = new URL(text);
  if (origin === text) return null;
  return {
    message: `${text} is not a serialised origin: it has a path, a default port or capital letters`,
    hint: `write ${origin}`,
  };
}

/** Whether the rule trusts a page at `origin` (serialised). */
export function isTrusted(trusted: TrustedOrigins, origin: string): boolean {
  if (trusted === 'any') return true;
  if (trusted === 'none') return false;
  return trusted.some((one) => one === origin || matches(one, origin));
}

function matches(pattern: string, origin: string): boolean {
  const [, scheme, domain, port = ''] = PATTERN.exec(pattern) ?? [];
  if (domain === undefined) return false;
  const url = new URL(origin);
  const own = url.port === '' ? '' : `:${url.port}`;
  return url.protocol === `${scheme}:` && url.hostname.endsWith(`.${domain}`) && own === port;
}

/** Real origins that stand for what is trusted: two for a pattern, one for `any`. */
export function samplesOf(trusted: TrustedOrigins): string[] {
  if (trusted === 'any') return ['https://anyone.example.net'];
  if (trusted === 'none') return [];
  return trusted.flatMap((one) => {
    const [, scheme, domain, port = ''] = PATTERN.exec(one) ?? [];
    if (domain === undefined) return [one];
    return [`${scheme}://app.${domain}${port}`, `${scheme}://a.deep.${domain}${port}`];
  });
}

/** Origins that look-alikes are made of: of a pattern one that it trusts, and its domain, which it does not trust. */
export function modelsOf(trusted: readonly string[]): string[] {
  return trusted.flatMap((one) => {
    const [, scheme, domain, port = ''] = PATTERN.exec(one) ?? [];
    return domain === undefined
      ? [one]
      : [`${scheme}://app.${domain}${port}`, `${scheme}://${domain}${port}`];
  });
}
