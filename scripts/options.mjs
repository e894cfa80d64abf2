// Options of the commands in this folder: `--help` tells them, and a mistake is one line and exit code 2.
import { Command, InvalidArgumentError, Option } from 'commander';

/** A command whose options are still to be added; `.parse().opts()` gives their values. */
export function command(name, description) {
  return new Command(name)
    .description(description)
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replaceAll('\n', ' ')}\n`) })
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

/** An option that takes one or several of `choices`, and has all of them or those of `chosen` unless told. */
export function someOf(flags, description, choices, chosen = choices) {
  return new Option(flags, description).choices(choices).default([...chosen], chosen.join(', '));
}

/** Reads a whole number above zero. */
export function count(text) {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It is not a whole number above zero.');
  return Number(text);
}

/** Likewise, or zero. */
export function countOrNone(text) {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is not a whole number.');
  return Number(text);
}
