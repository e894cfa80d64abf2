/** The options of `corsproof explain`: a request as curl's users write it, and the answers to it. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { CLIENTS } from '../plan/types.ts';
import type { Flags } from '../transcript/given.ts';
import { readHeaderLine } from '../transcript/heads.ts';
import type { AnswerHead } from '../transcript/messages.ts';

const EXAMPLES = `
Examples:
  a case, and all cases of a file
    corsproof explain preflight/methods/put-refused
    corsproof explain scenarios/preflight/methods.yaml
  what a page would send, and what the server must answer
    corsproof explain https://api.example.com/item --from https://app.example.com -X PUT
  with the answers: a preflight's, and the one to the request
    corsproof explain https://api.example.com/item --from https://app.example.com -X PUT \\
      --preflight-status 204 --preflight-header 'access-control-allow-origin: *' \\
      --status 200 --answer-header 'access-control-allow-origin: *'
  redirects: every --status begins another answer
    corsproof explain https://api.example.com/old --from https://app.example.com \\
      --status 302 --answer-header 'location: /new' \\
      --status 200 --answer-header 'access-control-allow-origin: *'
  the answer of a real server
    curl -si -H 'Origin: https://app.example.com' https://api.example.com/item |
      corsproof explain https://api.example.com/item --from https://app.example.com
    curl -sv -H 'Origin: https://app.example.com' https://api.example.com/item 2>&1 | corsproof explain
  heads or a HAR, as developer tools copy them
    corsproof explain < copied.txt
    corsproof explain session.har`;

type Run = (what: string | undefined, flags: Flags) => Promise<void>;

const lazily: Run = async (what, flags) => (await import('./explain.ts')).explain(what, flags);

export function explainCommand(run: Run = lazily): Command {
  const preflights: AnswerHead[] = [];
  const responses: AnswerHead[] = [];
  const command = new Command('explain')
    .description("tell the standard's decision step by step, without a browser")
    .argument(
      '[what]',
      'a URL; the id of a case, as list prints it; a scenario file; a HAR; nothing: standard input',
    )
    .option(
      '--from <origin>',
      'the page that calls, such as https://app.example.com, or null for an opaque origin',
    )
    .option('-X, --request <method>', 'the method (GET, or POST with --data)')
    .option('-H, --header <line>', "a header that the page sets, 'name: value'; may be repeated", collect)
    .option('-d, --data <text>', 'the body, as a string that the page passes')
    .option('--mode <mode>', 'cors, no-cors, same-origin')
    .option('--credentials <mode>', 'same-origin, include (withCredentials = true), omit')
    .option('--cache <mode>', 'the cache mode of fetch')
    .option('--redirect <mode>', 'follow, error, manual')
    .addOption(new Option('--via <client>', "the client (fetch, or a case's first)").choices(CLIENTS))
    .option('--crossorigin [value]', 'the attribute of an element')
    .option('--as <destination>', 'the attribute of a preload')
    .option('--type <type>', 'of an import: json or css; of a worker: module')
    .option('--preflight-status <code>', 'begins an answer to a preflight', begin(preflights))
    .option('--preflight-header <line>', 'a header of that answer; may be repeated', add(preflights, 204))
    .option('--status <code>', 'begins an answer to the request; again after a redirect', begin(responses))
    .option('--answer-header <line>', 'a header of that answer; may be repeated', add(responses, 200))
    .addHelpText('after', EXAMPLES);
  return command.action(async (what: string | undefined, options: Omit<Flags, 'preflights' | 'responses'>) =>
    run(what, { ...options, preflights, responses }),
  );
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function begin(answers: AnswerHead[]) {
  return (value: string): true => {
    if (!/^[2-9]\d\d$/.test(value)) throw new InvalidArgumentError('It is not a status from 200 to 999.');
    answers.push({ status: Number(value), headers: [] });
    return true;
  };
}

function add(answers: AnswerHead[], status: number) {
  return (line: string): true => {
    if (!line.includes(':')) throw new InvalidArgumentError("It has no colon: write 'name: value'.");
    if (answers.length === 0) answers.push({ status, headers: [] });
    answers.at(-1)?.headers.push(readHeaderLine(line));
    return true;
  };
}
