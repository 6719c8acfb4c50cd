/** The commands of the program and their options as data; Node's own `parseArgs` reads them. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

export interface Option {
  /** What stands behind the option in the help; none for a switch. */
  value?: string;
  initial?: string;
  /** The number need not be a whole one. */
  fraction?: boolean;
  about: string;
}

export interface Command {
  name: string;
  /** The argument without a dash, if the command takes one. */
  argument?: string;
  about: string;
  options: Record<string, Option>;
  exitCodes: string;
}

const SERIAL: Option = { value: 'DEV', about: 'serial port, such as /dev/ttyUSB0' };
/** What a meter may speak, as setting `meter` has it; and what `simulate` plays. */
export const METERS = ['han', 'iec61107', 'kmp-ascii', 'kmp', 'auto'] as const;
export const PLAYED = ['han', 'iec61107', 'iec62056', 'kmp-ascii', 'kmp'] as const;
const METER: Option = { value: 'M', about: 'what it speaks: han, iec61107, kmp-ascii, kmp or auto' };
const CONFIG: Option = {
  value: 'FILE',
  about: 'settings as JSON, made if it is not there; what is kept is written beside it',
};

export const COMMANDS: Command[] = [
  {
    name: 'serve',
    about: 'Reads a meter and answers by HTTP.',
    options: {
      serial: SERIAL,
      demo: { about: 'play a meter instead of reading one' },
      meter: { ...METER, about: `${METER.about} (setting meter)` },
      baud: { value: 'N', initial: '2400', about: 'speed of the line' },
      parity: { value: 'P', initial: 'none', about: 'none, even or odd' },
      host: { value: 'ADDRESS', initial: '127.0.0.1', about: 'address to listen on; 0.0.0.0 for the whole network' },
      port: { value: 'N', initial: '8080', about: 'port to listen on' },
      config: CONFIG,
    },
    exitCodes: '0 stopped by a signal, 1 the address is taken, 2 wrong use',
  },
  {
    name: 'read',
    about: 'Reads a meter once by its optical eye and prints what it says.',
    options: {
      serial: SERIAL,
      meter: { value: 'M', initial: 'auto', about: 'what it speaks: iec61107, kmp-ascii, kmp or auto' },
      json: { about: 'one JSON object instead of a table' },
      timeout: { value: 'S', initial: '90', about: 'seconds after which it is given up' },
    },
    exitCodes: '0 the meter was read, 1 no good answer or no port, 2 wrong use',
  },
  {
    name: 'decode',
    argument: 'FILE|-',
    about: 'Prints one JSON object per list of a capture, binary or hex text, and the link counters on stderr.',
    options: { config: { value: 'FILE', about: 'settings as JSON, for the scale of the values' } },
    exitCodes: '0 a list was found, 1 none, 2 the file cannot be read or wrong use',
  },
  {
    name: 'simulate',
    about: 'Plays a meter on a serial port, or on standard output.',
    options: {
      serial: SERIAL,
      meter: {
        value: 'M',
        initial: 'han',
        about: 'han; by the optical eye iec61107 and kmp-ascii (a 685-382), iec62056 (mode C), kmp',
      },
      echo: { about: 'the optical head gives back what it is sent' },
      phases: { value: '1|3', initial: '3', about: 'number of phases' },
      'old-firmware': { about: 'lists as of firmware before rev 3.0' },
      fast: { value: 'N', initial: '1', fraction: true, about: 'so many times faster, the line too' },
      damage: { value: 'PERCENT', initial: '0', fraction: true, about: 'share of the lists that are damaged' },
    },
    exitCodes: '0 stopped by a signal, 1 the port cannot be opened or has vanished, 2 wrong use',
  },
  {
    name: 'homeassistant',
    about: 'Makes this meter a device of Home Assistant, to which serve pushes from then on.',
    options: {
      url: { value: 'URL', about: 'where Home Assistant answers, such as http://homeassistant.local:8123' },
      token: { value: 'T', about: 'long-lived token of your profile; better in KAMSTRUP_HAN_HOMEASSISTANT_TOKEN' },
      config: { value: 'FILE', initial: 'han.json', about: 'settings of serve; made if it is not there' },
    },
    exitCodes: '0 it is a device there, 1 it failed, 2 wrong use',
  },
];

/** Wrong use of the command line; the message tells what is wrong. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface Invocation {
  command: Command;
  values: Record<string, string | undefined>;
  switches: Set<string>;
  argument: string | undefined;
  help: boolean;
}

function configOf(command: Command): NonNullable<ParseArgsConfig['options']> {
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' } };
  for (const [name, option] of Object.entries(command.options)) {
    options[name] = { type: option.value ? 'string' : 'boolean' };
  }
  return options;
}

/** Reads the arguments behind the program's name. Throws `UsageError`. */
export function readArguments(command: Command, args: string[]): Invocation {
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args, options: configOf(command), allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. To specify')[0]);
  }
  const values: Invocation['values'] = {};
  const switches = new Set<string>();
  for (const [name, option] of Object.entries(command.options)) {
    const given = parsed.values[name];
    if (option.value) values[name] = typeof given === 'string' ? given : option.initial;
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

/** The number of an option. Throws `UsageError` if it is none, not within the range, or no whole one where it has to be. */
export function numberOf(invocation: Invocation, name: string, lowest: number, highest: number): number {
  const text = invocation.values[name] ?? '';
  const value = Number(text);
  const { fraction } = invocation.command.options[name];
  if (!(fraction ? /^\d+(\.\d+)?$/ : /^\d+$/).test(text) || value < lowest || value > highest) {
    throw new UsageError(
      `--${name} takes a ${fraction ? '' : 'whole '}number from ${lowest} to ${highest}, not '${text}'`,
    );
  }
  return value;
}

/** The value of an option that is one of a few. Throws `UsageError` if it is none of them. */
export function choiceOf<T extends string>(invocation: Invocation, name: string, choices: readonly T[]): T {
  const value = invocation.values[name] as T;
  if (choices.includes(value)) return value;
  throw new UsageError(`--${name} takes ${choices.join(', ')}, not '${value}'`);
}

/** The help of one command. */
export function helpOf(command: Command): string {
  const rows = Object.entries(command.options).map(([name, option]) => [
    `--${name}${option.value ? ` ${option.value}` : ''}`,
    option.about + (option.initial ? ` (${option.initial})` : ''),
  ]);
  rows.push(['-h, --help', 'this help']);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  const usage = `kamstrup-han ${command.name} [options]${command.argument ? ` ${command.argument}` : ''}`;
  const lines = rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
  return `Usage: ${usage}\n\n${command.about}\n\n${lines.join('\n')}\n\nExit codes: ${command.exitCodes}\n`;
}

/** The help of the program. */
export function helpOfAll(version: string): string {
  const lines = COMMANDS.map((command) => `  ${command.name.padEnd(15)}${command.about}`);
  return (
    `kamstrup-han ${version}: reads the HAN port of a Kamstrup electricity meter\n\n` +
    `Usage: kamstrup-han COMMAND [options]\n\n${lines.join('\n')}\n\nkamstrup-han COMMAND --help tells the options.\n`
  );
}
