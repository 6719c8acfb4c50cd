/** Reads a command line by the table of a command, with Node's `parseArgs`, and writes the help from the same table. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

export interface Option {
  /** Placeholder for the value in the help; absent for a switch. */
  value?: string;
  /** The value if the option is not given. */
  defaultValue?: string;
  /** True if the number may have decimals. */
  fraction?: boolean;
  about: string;
}

export interface Command {
  name: string;
  /** Placeholder for the positional argument, if the command takes one. */
  argument?: string;
  about: string;
  /** By name, without the dashes. */
  options: Record<string, Option>;
  exitCodes: string;
}

/** The command line is wrong; the message says what and how to correct it. */
export class UsageError extends Error {}

/** A parsed command line. */
export interface Invocation {
  command: Command;
  /** By option: the given value, or else the default. */
  values: Record<string, string | undefined>;
  /** The switches that were given. */
  switches: Set<string>;
  argument: string | undefined;
  help: boolean;
}

function parserOptionsOf(command: Command): NonNullable<ParseArgsConfig['options']> {
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' } };
  for (const [name, option] of Object.entries(command.options)) {
    options[name] = { type: option.value ? 'string' : 'boolean' };
  }
  return options;
}

/** Parses the arguments after the command's name. Throws `UsageError`. */
export function readArguments(command: Command, args: string[]): Invocation {
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args, options: parserOptionsOf(command), allowPositionals: true });
  } catch (error) {
    // Node's message goes on with advice on positional arguments, which does not fit here.
    throw new UsageError((error as Error).message.split('. To specify')[0]);
  }
  const values: Invocation['values'] = {};
  const switches = new Set<string>();
  for (const [name, option] of Object.entries(command.options)) {
    const given = parsed.values[name];
    if (option.value) values[name] = typeof given === 'string' ? given : option.defaultValue;
    else if (given) switches.add(name);
  }
  const help = parsed.values.help === true;
  if (!help && parsed.positionals.length !== (command.argument ? 1 : 0)) {
    throw new UsageError(
      command.argument
        ? `${command.name} takes one argument, ${command.argument}`
        : `${command.name} takes no argument`,
    );
  }
  return { command, values, switches, argument: parsed.positionals[0], help };
}

/**
 * The value of an option as a number. Throws `UsageError` if it is not a number in the range, or not a whole one if it
 * must be.
 */
export function numberOf(invocation: Invocation, name: string, lowest: number, highest: number): number {
  const text = invocation.values[name] ?? '';
  const value = Number(text);
  const { fraction } = invocation.command.options[name];
  if (!(fraction ? /^\d+(\.\d+)?$/ : /^\d+$/).test(text) || value < lowest || value > highest) {
    throw new UsageError(
      `--${name} must be a ${fraction ? '' : 'whole '}number from ${lowest} to ${highest}, not '${text}'`,
    );
  }
  return value;
}

/** The value of an option that must be one of `choices`. Throws `UsageError` if it is not. */
export function choiceOf<T extends string>(invocation: Invocation, name: string, choices: readonly T[]): T {
  const value = invocation.values[name] as T;
  if (choices.includes(value)) return value;
  throw new UsageError(`--${name} must be one of ${choices.join(', ')}, not '${value}'`);
}

/** The help of one command. */
export function helpOf(command: Command): string {
  const rows = Object.entries(command.options).map(([name, option]) => [
    `--${name}${option.value ? ` ${option.value}` : ''}`,
    option.about + (option.defaultValue ? ` (${option.defaultValue})` : ''),
  ]);
  rows.push(['-h, --help', 'show this help']);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  const usage = `kamstrup-han ${command.name} [options]${command.argument ? ` ${command.argument}` : ''}`;
  const lines = rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
  return `Usage: ${usage}\n\n${command.about}\n\n${lines.join('\n')}\n\nExit codes: ${command.exitCodes}\n`;
}
