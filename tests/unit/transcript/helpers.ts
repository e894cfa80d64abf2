/** `corsproof explain` run in this process, standard input included. */
import { explainCommand } from '../../../src/cli/explain-command.ts';
import { explanationOf } from '../../../src/cli/explain.ts';

export const API = 'https://api.example.com/item';
export const FROM = ['--from', 'https://app.example.com'];
export const ANY = 'access-control-allow-origin: *';

/** What the command prints. */
export async function told(args: string[], piped: string | null = null): Promise<string> {
  let text = '';
  const command = explainCommand(async (what, flags) => {
    text = await explanationOf(what, flags, () => Promise.resolve(piped));
  });
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  await command.parseAsync(args, { from: 'user' });
  return text;
}

/** Its first line. */
export async function verdict(args: string[], piped?: string): Promise<string> {
  return (await told(args, piped)).split('\n')[0] ?? '';
}

/** The sentence of the step that decides. */
export async function decided(args: string[]): Promise<string> {
  const line = (await told(args)).split('\n').find((each) => each.endsWith('<== decides')) ?? '';
  return line.replace(/^ +\d+\. |  <== decides$/g, '');
}

export async function notes(args: string[], piped?: string): Promise<string[]> {
  const text = await told(args, piped);
  const section = /^Notes:\n((?: {2}.*\n)+)/m.exec(text)?.[1] ?? '';
  return section
    .trim()
    .split('\n')
    .map((line) => line.trim());
}
