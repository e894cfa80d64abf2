/** The lines of results.jsonl. Readers ignore kinds and fields they do not know; the schema is schema/results.schema.json. */
import { z } from 'zod';
import { ENGINES } from '../browser/engine.ts';
import { CAUSES, SEVERITIES, type CauseId } from '../plan/causes.ts';
import { CLIENTS, CONTEXTS } from '../plan/types.ts';
import { VERDICTS } from '../judge/verdict.ts';

const pairs = z.array(z.tuple([z.string(), z.string()]));
const engine = z.enum(ENGINES);

export const runLine = z.looseObject({
  kind: z.literal('run'),
  schema: z.literal(1),
  runId: z.string(),
  startedAt: z.string(),
  suite: z.string(),
  playwright: z.string(),
  node: z.string(),
  os: z.string(),
  shard: z.string().nullable(),
  corpus: z.string().describe('Hash of all plans'),
});

export const engineLine = z.looseObject({
  kind: z.literal('engine'),
  engine,
  build: z.string(),
  version: z.string(),
  driver: z.string(),
  thirdPartyCookies: z.enum(['stored', 'blocked', 'unknown']).describe('Found by trying, once per run'),
});

const wireLine = z.looseObject({
  t: z.number().describe('Milliseconds since the servers started'),
  conn: z.number().int(),
  step: z.number().int(),
  role: z.enum(['preflight', 'actual', 'redirect']),
  from: z.string().nullable().describe('The Origin header'),
  to: z.string(),
  method: z.string(),
  path: z.string(),
  requestHeaders: pairs,
  status: z.number().int().nullable(),
  responseHeaders: pairs,
  ms: z
    .number()
    .nullable()
    .optional()
    .describe('Milliseconds until the answer was written; null if there was none'),
  body: z.string().optional().describe('Of the request, unless it is empty'),
});

const seen = z.looseObject({
  outcome: z.string(),
  at: z.string().optional(),
  preflight: z.string().optional(),
  status: z.number().int().optional(),
  type: z.string().optional(),
  error: z.string().optional(),
});

const causeIds = Object.keys(CAUSES) as [CauseId, ...CauseId[]];

const tryLine = z.looseObject({
  id: z.string().describe('Unique in its test'),
  class: z.string().describe('Where it comes from: trusted, any, prefix, null-sandbox, ...'),
  origin: z.string(),
  via: z.enum(CLIENTS),
  method: z.string(),
  path: z.string(),
  headers: z.array(z.string()).describe('Names of the request headers'),
  credentials: z.enum(['omit', 'include']),
  identity: z.string().nullable(),
  stage: z.enum(['screen', 'browser']),
  expected: z.enum(['allowed', 'blocked']),
  outcome: z.enum(['allowed', 'blocked', 'not-sent', 'no-answer', 'no-page']),
  at: z.string().optional().describe('Where it was blocked'),
  status: z.number().int().nullable(),
  bodyRead: z.boolean(),
  credentialRode: z.array(z.string()),
  carriedOut: z.boolean().describe('Whether the request itself reached the server'),
  cause: z.string().nullable().describe('Id of the cause that it shows'),
  count: z.number().int().describe('How many tries of the class had this outcome'),
});

export const causeLine = z.looseObject({
  id: z.enum(causeIds),
  subject: z.string().describe('What tells causes of one id apart; may be empty'),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  seen: z.number().int(),
  of: z.number().int(),
  worst: z.string().describe('Id of a try'),
  proof: z.enum(['browser', 'screen']),
  fix: z.array(z.string()),
  accepted: z.looseObject({ reason: z.string(), until: z.string() }).optional(),
});

export const resultLine = z.looseObject({
  kind: z.literal('result'),
  id: z.string(),
  via: z.enum(CLIENTS),
  engine,
  build: z.string(),
  version: z.string(),
  verdict: z.enum(VERDICTS),
  title: z.string(),
  spec: z.array(z.string()),
  file: z.string(),
  line: z.number().int(),
  planHash: z.string(),
  attempt: z.number().int(),
  interference: z.boolean().describe('It failed in company and held alone'),
  from: z.looseObject({ origin: z.string(), context: z.enum(CONTEXTS) }),
  expected: z.record(z.string(), z.unknown()),
  observed: seen.nullable(),
  steps: z.array(z.record(z.string(), z.unknown())),
  differences: z.array(z.string()),
  notes: z.array(z.string()),
  decidedBy: z.string().nullable(),
  reason: z.string().nullable(),
  wire: z.array(wireLine),
  console: z.array(z.string()),
  divergence: z.looseObject({ bug: z.string().nullable(), reason: z.string() }).nullable(),
  target: z.string().optional().describe('Of a check of a target: its public origin'),
  rule: z.string().optional(),
  check: z.string().optional().describe('The question: works, preflight, hostile, ...'),
  tries: z.array(tryLine).optional(),
  causes: z.array(causeLine).optional(),
  severity: z.enum(SEVERITIES).optional().describe('Of the worst cause'),
  ms: z.number(),
});

export const endLine = z.looseObject({
  kind: z.literal('end'),
  total: z.number().int(),
  conforms: z.number().int(),
  diverges: z.number().int(),
  stale: z.number().int(),
  violates: z.number().int(),
  inconclusive: z.number().int(),
  unsupported: z.number().int(),
  seconds: z.number(),
  interrupted: z.literal(true).optional().describe('Tests are missing: the run was interrupted'),
});

export const reportLine = z.discriminatedUnion('kind', [runLine, engineLine, resultLine, endLine]);

export type ReportLine = z.infer<typeof reportLine>;
export type RunLine = z.infer<typeof runLine>;
export type EngineLine = z.infer<typeof engineLine>;
export type WireLine = z.infer<typeof wireLine>;
export type ResultLine = z.infer<typeof resultLine>;
export type TryLine = z.infer<typeof tryLine>;
export type EndLine = z.infer<typeof endLine>;
