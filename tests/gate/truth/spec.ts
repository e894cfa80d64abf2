/** What a drawn server is made of: plain data, so that it can be printed, copied and made smaller. */
import type { HeaderPairs } from '../../../src/plan/http.ts';

/** One way in which servers recognise an origin. Several of them together admit what any of them admits. */
export type OriginTest =
  | { kind: 'exact'; texts: string[] }
  | { kind: 'suffix'; texts: string[] }
  /** `host` compares what follows `://`. */
  | { kind: 'prefix'; texts: string[]; of: 'origin' | 'host' }
  | { kind: 'substring'; texts: string[] }
  /** The other way round: the trusted text contains what was sent. */
  | { kind: 'part-of'; texts: string[]; of: 'origin' | 'host' }
  | { kind: 'regexp'; source: string; flags: string }
  /** Only the host is compared, without scheme, and without port unless `port` is set. */
  | { kind: 'host'; texts: string[]; port: boolean }
  | { kind: 'everything' };

/** Who is admitted, by which header, and what becomes of requests that do not have it. */
export interface Decision {
  by: 'origin' | 'referer' | 'sec-fetch-site';
  admit: OriginTest[];
  missing: 'refused' | 'admitted';
}

/** How the CORS headers are written. */
export interface CorsSettings {
  decision: Decision;
  /** The value of Access-Control-Allow-Origin for who is admitted. */
  allowOrigin: 'echo' | 'star' | 'fixed' | 'slash' | 'list' | 'twice';
  /** What `fixed`, `slash`, `list` and `twice` write. */
  listed: string[];
  /** What who is not admitted gets: no CORS headers, a 403, the fixed value that is meant for others, or `*`. */
  refusal: 'silent' | 'forbidden' | 'fixed' | 'star';
  /** Access-Control-Allow-Credentials. */
  credentials: 'true' | 'absent' | 'True';
  methods: string[] | 'echo' | 'star';
  headers: string[] | 'echo' | 'star' | 'absent';
  expose: string[] | 'star';
  maxAge: string | null;
  preflightStatus: number;
  vary: 'always' | 'admitted' | 'never';
}

/** To which requests an exception applies; what is left out does not matter. */
export interface Condition {
  stage?: 'preflight' | 'response';
  /** Of the request, or the one that the preflight asks for. */
  method?: string;
  /** A request header that is sent or asked for. */
  header?: string;
  path?: string;
  cookie?: true;
}

export interface ServerSpec {
  cors: CorsSettings;
  /** Later ones win. */
  exceptions: { when: Condition; set: Partial<CorsSettings> }[];
  /** Paths that exist: what each answers to which method. Other methods get 405, other paths 404. */
  routes: { path: string; statuses: Record<string, number> }[];
  /** Headers that every response has, besides those of CORS. */
  sends: HeaderPairs;
}

export interface AskedRequest {
  method: string;
  path: string;
  headers: HeaderPairs;
  body?: string;
}

export interface Answered {
  status: number;
  headers: HeaderPairs;
}
