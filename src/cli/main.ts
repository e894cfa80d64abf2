#!/usr/bin/env node
/** `corsproof`: the command. Each sub-command is a file of its own and loads only what it needs. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { ENGINES } from '../plan/types.ts';
import type { DiffOptions } from './diff.ts';
import type { InitOptions } from './init.ts';
import type { ListOptions } from './list.ts';
import { VERSION } from '../report/version.ts';
import { explainCommand } from './explain-command.ts';
import type { ExploreFlags } from './explore.ts';

const program = new Command('corsproof')
  .description('Proves CORS behaviour in real browsers. Tests are run with: npx playwright test')
  .version(VERSION)
  .showHelpAfterError();

program
  .command('check')
  .description(
    'validate scenario and policy files without a browser; prints file:line:col message, exit 1 on problems',
  )
  .argument('[files...]', 'files or folders (the configured scenarios unless told)')
  .action(async (files: string[]) => (await import('./check.ts')).check(files));

program
  .command('list')
  .description('print the ids of the cases: what -g takes')
  .option('-g, --grep <pattern>', 'only ids that match this regular expression')
  .option('--tests', 'one line per test, with its client')
  .option('--tries', 'one line per try of the checks of policies, which -g takes as well')
  .action(async (options: ListOptions) => (await import('./list.ts')).list(options));

program.addCommand(explainCommand());

program
  .command('explore')
  .description(
    'run random scenarios in the engines and compare them with the standard; exit 1 on anything new',
  )
  .addOption(new Option('-e, --engine <engine...>', 'the engines (all three unless told)').choices(ENGINES))
  .option('-c, --count <cases>', 'cases per engine', wholeNumber, 1000)
  .option('-s, --seed <number>', 'the same seed gives the same cases (a new one unless told)', wholeNumber)
  .option('-a, --area <areas>', 'areas, with commas between them (all unless told)')
  .option('--save <folder>', 'write what is new as scenario files')
  .action(async (options: ExploreFlags) => (await import('./explore.ts')).explore(options));

program
  .command('diff')
  .description('compare two runs in words; exit 1 if something newly fails')
  .argument('<before>', 'a results.jsonl, or the folder that holds it')
  .argument('<after>', 'likewise')
  .option('--markdown', 'print Markdown')
  .option('--html <file>', 'also write a page')
  .action(async (before: string, after: string, options: DiffOptions) =>
    (await import('./diff.ts')).diff(before, after, options),
  );

program
  .command('serve')
  .description("keep up a case's servers, with a page to open by hand")
  .argument('<id>', 'id of the case, as list prints it')
  .option('--browser <program>', 'open this Chromium-like browser on the page')
  .action(async (id: string, options: { browser?: string }) =>
    (await import('./serve.ts')).serve(id, options),
  );

program
  .command('init')
  .description("set up the gate in your repository: a policy file, Playwright's configuration, a CI workflow")
  .option('--target <origin>', 'public origin of your server (https://api.example.com unless told)')
  .option(
    '--command <command>',
    'what starts it; it gets its port as PORT (npm start or node server.js unless told)',
  )
  .option('--origins <origins...>', 'origins that may read (https://app.example.com unless told)')
  .option('--path <path>', 'a path to test (/ unless told)')
  .option('--credentials', 'they may read with credentials (not unless told)')
  .option('-y, --yes', 'ask nothing: what is not told stays as above')
  .action(async (options: InitOptions) => (await import('./init.ts')).init(options));

program
  .command('doctor')
  .description('say which engines were found, where, and what they do with third-party cookies')
  .option('--no-launch', 'only look, start nothing')
  .action(async (options: { launch: boolean }) => (await import('./doctor.ts')).doctor(options));

program
  .command('install')
  .description("install missing engines: Playwright's download, else the distribution's packages")
  .option('--quiet', 'say nothing if nothing is to be done')
  .action(async (options: { quiet?: boolean }) => (await import('./install.ts')).install(options));

program
  .command('schema')
  .description('print the JSON Schema of the scenario language')
  .option('--write', 'write the schema files of this package')
  .option('--check', 'exit 1 if the schema files of this package are not fresh')
  .action(async (options: { write?: boolean; check?: boolean }) =>
    (await import('./schema.ts')).schema(options),
  );

program
  .command('reference')
  .description('print what the scenario files prove, and where engines depart from the standard')
  .option('--write', 'write docs/divergences.md and docs/coverage.md')
  .option('--check', 'exit 1 if they are not fresh')
  .action(async (options: { write?: boolean; check?: boolean }) =>
    (await import('./reference.ts')).reference(options),
  );

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is not a whole number.');
  return Number(text);
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
