// Policies and servers for the bench of the gate.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { ROOT } from './playwright.mjs';

const FOLDER = 'policies';
/** Where the baseline of a policy is, in the folder that was given. */
export const BASELINE = join(FOLDER, 'policy.baseline.txt');

const ORIGINS = ['https://app.example.com', 'https://admin.example.com'];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const HEADERS = ['content-type', 'authorization', 'x-request-id'];

/** A server that is right about every path. */
const SERVER = `import http from 'node:http';
const origins = ${JSON.stringify(ORIGINS)};
http
  .createServer((request, response) => {
    const { origin } = request.headers;
    response.setHeader('Vary', 'Origin');
    if (origins.includes(origin)) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Allow-Credentials', 'true');
    }
    if (request.method === 'OPTIONS') {
      if (origins.includes(origin)) {
        response.setHeader('Access-Control-Allow-Methods', '${METHODS.join(', ')}');
        response.setHeader('Access-Control-Allow-Headers', '${HEADERS.join(', ')}');
      }
      response.writeHead(204).end();
      return;
    }
    // What changes something has to say what it sends, as a JSON API does.
    const isJson = request.headers['content-type']?.startsWith('application/json');
    response.writeHead(request.method === 'POST' && !isJson ? 415 : 200, { 'content-type': 'application/json' });
    response.end('{}');
  })
  .listen(Number(process.env.PORT), '127.0.0.1');
`;

/** Writes a policy with `count` rules of the same kind, and its server, to `folder`. */
export function writePolicy(folder, count) {
  const rules = Array.from({ length: count }, (_, index) => ({
    id: `items-${index + 1}`,
    path: `/items/${index + 1}`,
    origins: ORIGINS,
    methods: METHODS,
    headers: HEADERS,
    credentials: true,
    body: { json: { item: 1 } },
  }));
  const target = { origin: 'https://api.example.com', command: 'node server.mjs' };
  write(folder, 'server.mjs', SERVER);
  const policy = { title: 'An API of many endpoints', target, rules };
  write(folder, 'policy.yaml', stringify(policy, { aliasDuplicateObjects: false }));
}

/** Writes the Express example to `folder`: as it is, or as one that reflects every origin. Throws if it is not set up. */
export function writeExpress(folder, kind) {
  const example = (name) => readFileSync(join(ROOT, 'examples', 'express', name), 'utf8');
  const { resolve } = createRequire(join(ROOT, 'examples', 'package.json'));
  const app = example('app.js').replaceAll(
    /from '(\w+)'/g,
    (_, name) => `from '${pathToFileURL(resolve(name)).href}'`,
  );
  const reflecting = app.replace(/origin: \[.*\],/, 'origin: true,');
  if (reflecting === app) throw new Error('the list of origins in examples/express/app.js was not found');
  write(folder, 'app.mjs', kind === 'green' ? app : reflecting);
  write(folder, 'policy.yaml', example('policy.yaml').replace('node app.js', 'node app.mjs'));
}

function write(folder, name, text) {
  mkdirSync(join(folder, FOLDER), { recursive: true });
  writeFileSync(join(folder, FOLDER, name), text);
}
