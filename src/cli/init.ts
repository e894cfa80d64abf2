/** `corsproof init`: a policy file, what the Playwright configuration needs, and a workflow for CI. Overwrites nothing. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { loadPolicy } from '../policy/suite.ts';

const POLICY = 'policies/api.yaml';

export interface InitOptions {
  /** Public origin of the server. */
  target?: string;
  /** What starts it. */
  command?: string;
  /** Origins that may read. */
  origins?: string[];
  path?: string;
  credentials?: boolean;
  /** Ask nothing. */
  yes?: boolean;
}

interface Answers {
  target: string;
  command: string;
  origins: string[];
  path: string;
  credentials: boolean;
}

export async function init(options: InitOptions): Promise<void> {
  const answers = await ask(options);
  const text = policyText(answers);
  checkPolicy(text);
  const written = [
    write(POLICY, text),
    configure(),
    write('tests/cors.spec.ts', SPEC),
    write('.github/workflows/cors.yml', WORKFLOW),
    ignore(),
  ];
  for (const line of written) console.log(line);
  console.log(
    `\nNow: write into ${POLICY} a rule for each path that pages call, and who may; then npx corsproof install\n(browsers, if any is missing), and npx playwright test. A rule whose calls do not answer 2xx fails.\nThe first run writes policies/api.baseline.txt, what the server does today: keep it under version control.`,
  );
}

/** Throws if the answers make a policy that is wrong, with every problem. */
function checkPolicy(text: string): void {
  const { problems } = loadPolicy(text, resolve(POLICY));
  if (problems.length === 0) return;
  throw new Error(
    problems
      .map(({ message, hint }) => (hint === undefined ? message : `${message}\nhint: ${hint}`))
      .join('\n'),
  );
}

async function ask(options: InitOptions): Promise<Answers> {
  const { target, command, origins, path = '/', credentials = false } = options;
  const defaults: Answers = {
    target: target ?? 'https://api.example.com',
    command: command ?? startCommand(),
    origins: origins ?? ['https://app.example.com'],
    path,
    credentials,
  };
  if (options.yes || !process.stdin.isTTY) return defaults;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const question = async (text: string, known: string | undefined, fallback: string) =>
    known ?? ((await terminal.question(`${text} (${fallback}): `)).trim() || fallback);
  try {
    return {
      target: await question('Public origin of your server', target, defaults.target),
      command: await question('Command that starts it; it gets its port as PORT', command, defaults.command),
      origins: (
        await question('Origins that may read', origins?.join(' '), defaults.origins.join(' '))
      ).split(/[\s,]+/),
      path: await question('A path to test', options.path, path),
      credentials: /^y/i.test(
        await question('With credentials? y/n', options.credentials ? 'y' : undefined, 'n'),
      ),
    };
  } finally {
    terminal.close();
  }
}

/** The user's own start script, if there is one. */
function startCommand(): string {
  try {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts?: Record<string, string>;
    };
    return scripts?.start ? 'npm start' : 'node server.js';
  } catch {
    return 'node server.js';
  }
}

/** Quoted where YAML would read something else. */
function yamlText(text: string): string {
  return /^[\w/.*-][\w:/.*-]*$/.test(text) && !text.startsWith('*') ? text : JSON.stringify(text);
}

function policyText({ target, command, origins, path, credentials }: Answers): string {
  return `# yaml-language-server: $schema=../node_modules/corsproof/schema/policy.schema.json
title: The cross-origin policy of ${target}
target:
  origin: ${yamlText(target)} # what browsers see, whatever port the server really has
  command: ${JSON.stringify(command)} # gets PORT
  cwd: .. # where it runs, from this folder

rules:
  - id: api
    path: ${yamlText(path)} # a call to it answers 2xx
    origins: [${origins.map(yamlText).join(', ')}]
    methods: [GET] # every method that pages call
    headers: [] # request headers that pages set, such as content-type, authorization
    credentials: ${credentials}
`;
}

const SPEC = `// The checks of policies/*.yaml, one Playwright test each. Specs of your own on the cors fixture stand beside it:
// name them *.cors.spec.ts. See node_modules/corsproof/docs/fixture.md
import { defineScenarios } from 'corsproof';

defineScenarios();
`;

const CONFIG_FILES = [
  'playwright.config.ts',
  'playwright.config.mts',
  'playwright.config.js',
  'playwright.config.mjs',
];

/** A new configuration, or what has to be added to the one that is there. */
function configure(): string {
  const known = CONFIG_FILES.find((file) => existsSync(file));
  if (known === undefined) return write('playwright.config.ts', CONFIG);
  if (readFileSync(known, 'utf8').includes('corsproof')) return `kept   ${known}: it knows corsproof already`;
  return `kept   ${known}; add to it:\n${indent(ADDITION)}`;
}

const CONFIG = `import { defineConfig } from '@playwright/test';
import { corsproof } from 'corsproof';

const CORS = '**/*cors.spec.ts';
const cors = corsproof({ scenarios: 'policies', prefix: 'cors-', testMatch: CORS });

export default defineConfig({
  ...cors,
  testDir: 'tests',
  projects: [...cors.projects, { name: 'own', testIgnore: CORS }],
});
`;

const ADDITION = `import { corsproof } from 'corsproof';

const CORS = '**/*cors.spec.ts';
const cors = corsproof({ scenarios: 'policies', prefix: 'cors-', testMatch: CORS });

export default defineConfig({
  ...cors, // fullyParallel, globalSetup, globalTeardown: lists, if you have some of your own
  projects: [
    // your own, each with testIgnore: CORS
    ...cors.projects,
  ],
});`;

const WORKFLOW = `name: CORS
on: [push, pull_request]
jobs:
  cors:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 20 }
      - run: npm ci
      - run: npx playwright install --with-deps
      - run: npx playwright test
      - uses: actions/upload-artifact@v4
        if: always()
        with: { name: corsproof-report, path: corsproof-report }
`;

function ignore(): string {
  const text = existsSync('.gitignore') ? readFileSync('.gitignore', 'utf8') : '';
  const missing = ['corsproof-report/', 'test-results/', 'node_modules/'].filter(
    (line) => !text.split('\n').some((known) => known.trim().replace(/\/$/, '') === line.slice(0, -1)),
  );
  if (missing.length === 0) return 'kept   .gitignore';
  writeFileSync(
    '.gitignore',
    `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`,
  );
  return `added  to .gitignore: ${missing.join(', ')}`;
}

function write(file: string, text: string): string {
  if (existsSync(file)) return `kept   ${file}: it is there already`;
  mkdirSync(dirname(join('.', file)), { recursive: true });
  writeFileSync(file, text);
  return `wrote  ${file}`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `         ${line}`.trimEnd())
    .join('\n');
}
