/**
 * The scenario language as zod definitions; the JSON Schema for editors is generated from them. No defaults here:
 * `src/plan` applies them (zod 4 would keep them through `.partial()`, and a merge could not tell them from values).
 */
import { z } from 'zod';
import { CLIENTS, CONTEXTS, ENGINES, READINGS } from './terms.ts';

const name = z.string().regex(/^[a-z][a-z0-9]*$/, 'a lower-case name of letters and digits, such as api');
const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'made of lower-case letters, digits and hyphens, such as put-refused');
const text = z.string();
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const covers = z
  .array(z.string().regex(/^[A-P]\d+$/, 'a row of docs/coverage.md, such as C4'))
  .describe('Rows of docs/coverage.md that are proved');

/** A header's value, a list of lines, or null to take a default away. */
const headers = z
  .record(
    z.string().regex(/^[!#$%&'*+.^_`|~0-9a-z-]+$/, 'a header name in lower case'),
    z.union([scalar, z.array(scalar), z.null()]),
  )
  .describe('Header lines by lower-case name; a list writes several lines, null removes a default');

const answer = z.strictObject({
  status: z
    .union([z.literal(101), z.number().int().min(200).max(999)])
    .optional()
    .describe('101 accepts a WebSocket, and the body is its one message'),
  statusText: text.optional(),
  headers: headers.optional(),
  body: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .optional()
    .describe('Text, or an object sent as JSON'),
  base64: text.optional().describe('A body of bytes, instead of body'),
  delay: z.number().int().min(0).max(5000).optional().describe('Milliseconds before the answer is written'),
  raw: text
    .optional()
    .describe('Literal bytes, one per character, instead of everything else; written by the raw server'),
});

const redirect = z.union([
  text,
  z.strictObject({
    to: text.optional().describe('api/path, or any Location value'),
    status: z.number().int().min(300).max(399).optional(),
    headers: headers.optional(),
  }),
]);

const cors = z.strictObject({
  origin: text.optional().describe('Access-Control-Allow-Origin, such as $app or *'),
  credentials: z.boolean().optional(),
  methods: z.array(text).optional(),
  headers: z.array(text).optional(),
  expose: z.array(text).optional(),
  'max-age': z.number().int().optional(),
});

const sequenceItem = z.strictObject({
  response: answer.optional(),
  preflight: answer.optional(),
  redirect: redirect.optional(),
});

const route = z.strictObject({
  preflight: answer.nullable().optional(),
  response: answer.nullable().optional(),
  redirect: redirect.nullable().optional(),
  cors: cors.nullable().optional(),
  sequence: z.array(sequenceItem).min(1).nullable().optional(),
});

const body = z.union([
  text,
  z.strictObject({ json: z.unknown() }),
  z.strictObject({ urlencoded: z.record(z.string(), scalar) }),
  z.strictObject({ formData: z.record(z.string(), scalar) }),
  z.strictObject({ blob: text, type: text }),
  z.strictObject({ base64: text }),
  z.strictObject({ stream: text }),
  z.strictObject({ repeat: text, times: z.number().int().min(1).max(1_000_000) }),
]);

const worker = z
  .union([
    z.enum(['not-handled', 'fetch', 'error']),
    z.strictObject({
      fetch: text.optional(),
      mode: z.enum(['cors', 'no-cors', 'same-origin']).optional(),
      credentials: z.enum(['omit', 'same-origin', 'include']).optional(),
      redirect: z.enum(['follow', 'manual']).optional(),
    }),
    z.strictObject({ respond: answer.pick({ status: true, headers: true, body: true }) }),
  ])
  .describe(
    'What the service worker of a controlled-iframe answers: nothing, fetch() of the request itself, a network error, the response of another fetch, or a response that it makes',
  );

export const request = z.strictObject({
  url: text
    .nullish()
    .describe('name/path of a declared origin, or a data:, blob: or about: URL; blob:self is made in place'),
  method: text.nullish(),
  headers: z
    .union([headers, z.array(z.tuple([text, text]))])
    .nullish()
    .describe('Headers the page sets; a list of pairs keeps order, case and repetition'),
  body: body.nullish(),
  mode: z
    .enum(['cors', 'no-cors', 'same-origin', 'navigate'])
    .nullish()
    .describe('navigate is what fetch() refuses'),
  credentials: z.enum(['omit', 'same-origin', 'include']).nullish(),
  cache: z.enum(['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached']).nullish(),
  redirect: z.enum(['follow', 'error', 'manual']).nullish(),
  referrer: text.nullish(),
  referrerPolicy: text.nullish(),
  integrity: text.nullish(),
  keepalive: z.boolean().nullish(),
  unload: z
    .literal(true)
    .nullish()
    .describe('The call is made in a frame that is removed at once; with keepalive, or of a beacon'),
  priority: z.enum(['high', 'low', 'auto']).nullish(),
  crossorigin: text.nullish().describe('Attribute of an element, as written; left out, it is missing'),
  as: text.nullish().describe('Attribute of a preload: image, script, style, fetch, ...'),
  type: text.nullish().describe('Of an import: json or css; of a worker: module'),
  code: z
    .enum(['script', 'handler', 'timer'])
    .nullish()
    .describe(
      'What calls import(): a script element, an event handler attribute, or a text given to setTimeout',
    ),
  again: z
    .boolean()
    .nullish()
    .describe('img: the element that an earlier step made for this URL, its attributes changed'),
  read: z.enum(READINGS).nullish().describe('How the pixels of an img or video are read'),
  worker: worker.nullish(),
  xhr: z
    .strictObject({
      async: z.boolean().nullish(),
      upload: z.enum(['before-send', 'after-send']).nullish(),
      timeout: z.number().int().positive().nullish(),
      responseType: z.enum(['', 'text', 'arraybuffer', 'blob', 'json']).nullish(),
      user: text.nullish(),
      password: text.nullish(),
      abort: z.literal('on-headers').nullish(),
      withCredentials: z
        .enum(['before-open', 'after-send', 'on-headers', 'on-end'])
        .nullish()
        .describe('When it is set to true, with credentials: include; after open() unless told'),
    })
    .nullish()
    .describe('What only XMLHttpRequest can say'),
});

const sends = z
  .record(z.string().regex(/^[a-z0-9-]+$/, 'a header name in lower case'), z.union([scalar, z.null()]))
  .describe('Request headers by name: the exact value, or null for "absent"');

const expectationFields = {
  outcome: z.enum(['allowed', 'blocked', 'opaque']).nullish(),
  at: z.enum(['request', 'preflight', 'redirect', 'response']).nullish().describe('Where a block is decided'),
  status: z.number().int().nullish(),
  statusText: text.nullish(),
  type: z.enum(['basic', 'cors', 'default', 'opaque', 'opaqueredirect']).nullish(),
  url: text.nullish().describe('$name/path, or empty'),
  redirected: z.boolean().nullish(),
  body: text.nullish(),
  reveals: z
    .union([z.array(text), z.record(z.string(), scalar)])
    .nullish()
    .describe('Response headers the page can read, as names or with their values'),
  hides: z.array(text).nullish().describe('Response headers the page cannot read'),
  error: text.nullish(),
  events: z.array(text).nullish().describe('XMLHttpRequest events in order'),
  preflight: z
    .union([
      z.enum(['none', 'cached']),
      z.strictObject({ method: text.nullish(), headers: z.array(text).nullish(), sends: sends.optional() }),
    ])
    .nullish()
    .describe('What is left out means none; cached means that none is needed'),
  sends: sends.nullish(),
  cookies: z.array(text).nullish().describe('Names of the cookies on the actual request'),
  documentCookies: z.array(text).nullish().describe('Names of the cookies that script sees afterwards'),
  worker: z
    .array(text)
    .nullish()
    .describe('What the service worker sees of the call, each as METHOD mode, such as PUT cors'),
  wire: z
    .array(z.union([text, z.strictObject({ request: text, sends: sends.optional(), body: text.optional() })]))
    .nullish()
    .describe('The whole ordered traffic, each as METHOD name/path'),
};

const expectation = z.strictObject({
  ...expectationFields,
  evicted: z
    .strictObject(expectationFields)
    .nullish()
    .describe(
      'What happens instead if the HTTP cache does not hold the response, which is permitted at any time',
    ),
});

export const from = z.strictObject({
  origin: name.optional(),
  context: z.enum(CONTEXTS).optional(),
  top: name.optional().describe('Another origin that embeds the caller'),
});

const divergence = z.strictObject({
  engine: z.enum(ENGINES),
  build: text.optional().describe('webkitgtk, playwright-webkit, chromium, ...'),
  versions: text.optional().describe('Range such as ">=150 <160"'),
  seen: z.array(scalar).min(1).describe('Versions in which it was seen'),
  bug: z
    .string()
    .regex(/^https:\/\//, 'an https link')
    .optional(),
  note: text.optional(),
  reason: text,
  when: z
    .record(z.string(), z.union([scalar, z.array(scalar)]))
    .optional()
    .describe('Axis values and via to which it applies'),
  cases: z.array(text).optional().describe('Ids (globs) within the file, for divergences of a whole file'),
  expect: expectation,
});

const step = z.union([
  z.strictObject({
    request: request.optional(),
    expect: expectation,
    from: from.optional(),
    via: z.enum(CLIENTS).optional().describe("Another client than the case's, for this step alone"),
  }),
  z.strictObject({ reload: z.literal(true) }),
  z.strictObject({
    'wait-max-age': z.number().positive().max(10).describe('Seconds of a stated max-age that has to pass'),
  }),
]);

const caseFields = {
  title: text.optional(),
  why: text.optional(),
  spec: z.array(text).optional(),
  covers: covers.optional(),
  from: from.optional(),
  routes: z.record(z.string(), route.nullable()).optional().describe('name/path to what it answers'),
  request: request.optional(),
  steps: z.array(step).min(1).optional(),
  expect: expectation.optional(),
  via: z.array(z.enum(CLIENTS)).min(1).optional(),
  divergences: z.array(divergence).optional(),
  twin: text.optional().describe('Id of the allowed case of this file that this block is the opposite of'),
  limit: z.number().int().positive().optional().describe('Milliseconds for one step, 10000 unless told'),
};

const row = z.strictObject({ id: slug, ...caseFields });

const testCase = z.strictObject({
  id: slug,
  ...caseFields,
  matrix: z
    .record(z.string(), z.array(z.unknown()))
    .optional()
    .describe('Axes over request fields, such as method or credentials'),
  each: z.array(row).optional().describe('Variants as partial cases with ids of their own'),
});

const origin = z.union([
  text,
  z.strictObject({
    origin: text,
    headers: headers.optional().describe('Headers of the pages at this origin'),
  }),
]);

export const scenarioFile = z.strictObject({
  title: text,
  why: text,
  spec: z.array(text).min(1),
  covers: covers.optional(),
  origins: z.record(name, origin),
  defaults: z
    .strictObject({
      from: from.optional(),
      routes: z.record(z.string(), route.nullable()).optional(),
      request: request.optional(),
      expect: expectation.optional(),
      via: z.array(z.enum(CLIENTS)).min(1).optional(),
    })
    .optional(),
  cases: z.array(testCase).min(1),
  divergences: z.array(divergence).optional(),
});

export type ScenarioFile = z.infer<typeof scenarioFile>;
export type ScenarioCase = z.infer<typeof testCase>;
export type ScenarioRow = z.infer<typeof row>;
export type ScenarioRoute = z.infer<typeof route>;
export type ScenarioAnswer = z.infer<typeof answer>;
/** A null in a file takes a default away; after the merge there are none left. */
type Merged<T> = {
  [K in keyof T]: K extends 'xhr' ? Merged<NonNullable<T[K]>> | undefined : Exclude<T[K], null>;
};
export type ScenarioRequest = Merged<z.infer<typeof request>>;
export type ScenarioExpectation = Merged<z.infer<typeof expectation>>;
export type ScenarioDivergence = z.infer<typeof divergence>;
export type ScenarioHeaders = z.infer<typeof headers>;
