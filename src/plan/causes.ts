/** The causes that a failing check names: stable ids, which policies, baselines and reports use. */

/** Worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Id of a cause to what it says of a server, in one sentence. */
export const CAUSES = {
  'reflects-origin': 'The server admits whatever origin asks.',
  'allows-any-origin': 'The server answers Access-Control-Allow-Origin: *, and the policy lists origins.',
  'allows-null': 'The server admits the origin null, which every sandboxed frame has.',
  'unanchored-start': 'The server admits every origin that ends with a trusted text.',
  'unanchored-end': 'The server admits every origin that begins with a trusted text.',
  substring: 'The server admits every origin that contains a trusted text.',
  'partial-match': 'The server admits origins that are only a part of a trusted one.',
  'unescaped-dot': 'The server takes the dots of a trusted origin for any character.',
  'undeclared-subdomain': 'The server admits sub-domains that the policy does not list.',
  'other-scheme': 'The server admits a trusted host over the other scheme.',
  'other-port': 'The server admits a trusted host on any port.',
  'development-origin': 'The server admits origins of development machines.',
  'application-origin': 'The server admits an origin of applications, extensions or files.',
  'undeclared-origin': 'The server admits an origin that the policy does not list.',
  'cross-site-post': 'A page of any origin has a state-changing request carried out without a preflight.',
  'origin-not-allowed': 'A trusted origin is not admitted.',
  'duplicate-allow-origin': 'Access-Control-Allow-Origin is sent more than once.',
  'malformed-allow-origin': 'The value of Access-Control-Allow-Origin is not one origin.',
  'credentials-not-allowed': 'Calls with credentials are declared and not allowed.',
  'preflight-status': 'The preflight is not answered with a 2xx status.',
  'preflight-redirect': 'The preflight is answered with a redirect.',
  'method-not-allowed': 'The preflight does not allow a declared method.',
  'header-not-allowed': 'The preflight does not allow a declared request header.',
  'redirect-without-cors': 'A redirect is answered without CORS headers.',
  'redirect-not-followed': 'A redirect leads in a circle, or to no URL.',
  'login-redirect': 'A call is redirected to a page of another origin, such as a login.',
  'error-without-cors': 'An error response has no CORS headers, so pages cannot read its status.',
  'unexpected-status': 'An allowed call is answered with another status than the policy expects.',
  'blocked-before-cors': 'The browser blocks the call before CORS.',
  'embedding-blocked': 'Cross-Origin-Resource-Policy keeps other origins from embedding the resource.',
  'unstable-answer': 'The same request is answered differently the second time.',
  'not-exposed': 'Pages cannot read a declared response header.',
  'exposed-undeclared': 'Pages can read response headers that the policy does not name.',
  'exposed-missing': 'A declared response header is not in the response.',
  'grants-method': 'The preflight allows methods that the policy does not name.',
  'grants-header': 'The preflight allows request headers that the policy does not name.',
  'max-age': 'Access-Control-Max-Age is missing, malformed or not what the policy says.',
  'wrong-error-status': 'A path of `errors` is answered with another status.',
  'credentials-allowed': 'Calls with credentials are allowed, and the policy has none.',
  'missing-vary': 'Responses differ by origin and have no Vary: Origin, so caches can mix them up.',
  'cookie-changes-policy': 'A cookie changes which origins are admitted.',
  'malformed-header': 'A CORS header is malformed.',
  'answers-differ': 'A browser is answered otherwise than the same request of a plain client.',
  'behaviour-changed': 'The server does something else than its baseline says.',
} as const;

export type CauseId = keyof typeof CAUSES;

export function isCauseId(text: string): text is CauseId {
  return Object.hasOwn(CAUSES, text);
}

/** What is known of one cause, for whoever words it. */
export interface CauseFacts {
  id: CauseId;
  /**
   * What tells two causes of one id apart, empty if there is nothing: the text that origins end with, the header, the
   * status, the method.
   */
  subject: string;
  /** Which answer of the server shows it. */
  where: 'preflight' | 'response' | 'both';
  /** The worst try: who asked for what, and what the answer said. */
  origin: string;
  method: string;
  path: string;
  credentials: boolean;
  /** Request headers of that try. */
  headers: string[];
  status: number | null;
  /** Response headers that decide: access-control-*, vary, location, server, retry-after, ... */
  answered: [name: string, value: string][];
  /** What the policy says of the rule. */
  trusted: string[];
  declaredMethods: string[];
  declaredHeaders: string[];
  /** Seconds. */
  declaredMaxAge: number | null;
  /** Whether none of the trusted pages got through in this check, which tries everything that is declared. */
  admitsNobody: boolean;
  /** Only some of what was tried shows it, such as `PUT` or `/errors/401`; empty if all does. */
  only: string[];
}

/** One cause as reports have it. */
export interface Cause {
  id: CauseId;
  subject: string;
  severity: Severity;
  /** What the server seems to do, in one sentence. */
  title: string;
  /** How many of how many tries of the test show it. */
  seen: number;
  of: number;
  /** Id of the try that shows it worst. */
  worst: string;
  /** `browser` if a page of the engine did it, `screen` if only the plain client did. */
  proof: 'browser' | 'screen';
  /** How to fix it, for this server; one thing to a line. */
  fix: string[];
  /** Why it is accepted, and until when. */
  accepted?: { reason: string; until: string };
}

/** Causes of one key are the same mistake, whatever rule or engine shows it. */
export function causeKey({ id, subject }: Pick<Cause, 'id' | 'subject'>): string {
  return subject === '' ? id : `${id} ${subject}`;
}
