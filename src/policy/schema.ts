/** The policy file as zod definitions; `src/policy/rule.ts` applies the defaults. */
import { z } from 'zod';
import { CAUSES, SEVERITIES } from '../plan/causes.ts';

const text = z.string();
const slug = text.regex(
  /^[a-z0-9][a-z0-9-]*$/,
  'made of lower-case letters, digits and hyphens, such as items',
);
const path = text.regex(/^\/[^\s#]*$/, 'a path that begins with /, such as /items/1');
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const errorStatus = text.regex(/^[45]\d\d$/, 'the status of an error, such as 404');
const status = z.number().int().min(200).max(599);

const startable = {
  command: text.optional().describe('A shell command; it gets a free port as PORT'),
  module: text.optional().describe('Path of a module that exports a handler or an application'),
};

const target = z.strictObject({
  origin: text.describe('The public origin under which browsers see the target'),
  ...startable,
  nginx: text.optional().describe('Path of a configuration with {{port}}'),
  apache: text.optional().describe('Path of a configuration with {{port}}'),
  caddy: text.optional().describe('Path of a Caddyfile with {{port}}'),
  haproxy: text.optional().describe('Path of a configuration with {{port}}'),
  url: text.optional().describe('A server that runs already, such as http://127.0.0.1:3000'),
  external: z.boolean().optional().describe('Permits a url that is not on loopback'),
  upstream: z
    .strictObject(startable)
    .optional()
    .describe('An application behind the web server: {{upstream}}'),
  cwd: text.optional().describe('Folder it runs in (default: the folder of the policy file)'),
  env: z.record(z.string(), scalar).optional(),
  ready: z
    .union([
      path,
      z.strictObject({
        path: path.optional(),
        status: z.number().int().optional(),
        timeout: z.number().positive().max(600).optional().describe('Seconds'),
      }),
    ])
    .optional()
    .describe('Asked until it answers'),
  pace: z
    .number()
    .positive()
    .max(10_000)
    .optional()
    .describe('Requests per second that the screen sends at most (default: no limit)'),
});

const ruleFields = {
  title: text.optional(),
  path: path.optional(),
  origins: z
    .union([z.enum(['any', 'none']), z.array(text).min(1)])
    .optional()
    .describe('any, none, or origins and patterns such as https://*.example.com'),
  methods: z.array(text).min(1).optional(),
  headers: z.array(text).optional().describe('Request headers that pages may set'),
  credentials: z.boolean().optional(),
  expose: z.array(text).optional().describe('Response headers that pages may read'),
  'max-age': z.number().int().min(0).optional(),
  errors: z
    .record(errorStatus, path)
    .optional()
    .describe('Status to a path that answers it, which pages must be able to read'),
  refused: z.array(text).optional().describe('Origins that must be refused although they look alike'),
  status: z
    .union([status, z.array(status).min(1)])
    .optional()
    .describe('What an allowed call answers, one status or several (default: any 2xx)'),
  body: z.union([text, z.strictObject({ json: z.unknown() })]).optional(),
  allows: z
    .strictObject({ methods: z.array(text).optional(), headers: z.array(text).optional() })
    .optional()
    .describe('What preflights may grant beyond methods and headers'),
};

const rule = z.strictObject({ id: slug, ...ruleFields });

export const policyFile = z.strictObject({
  title: text,
  why: text.optional(),
  target,
  'fail-on': z
    .enum(SEVERITIES)
    .optional()
    .describe('Causes below this severity are reported and pass (default: medium)'),
  defaults: z.strictObject(ruleFields).optional(),
  rules: z.array(rule).min(1),
  ignore: z
    .array(
      z.strictObject({
        check: text.optional().describe('Id of a check or of a try, or a pattern with *'),
        cause: text
          .optional()
          .describe(`Id of a cause, such as ${Object.keys(CAUSES).slice(0, 3).join(', ')}`),
        reason: text.min(1),
        until: text.regex(/^\d{4}-\d\d-\d\d$/, 'a date such as 2027-03-01'),
      }),
    )
    .optional(),
});

export type PolicyFile = z.infer<typeof policyFile>;
export type PolicyRule = z.infer<typeof rule>;
export type PolicyTarget = z.infer<typeof target>;
