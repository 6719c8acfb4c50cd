/** The command `flash` with its options, and the sources of its secrets. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { type Command, helpOf, type Invocation, UsageError } from '../host/arguments.js';
import {
  type Config,
  changesInFile,
  changesOf,
  checkedChanges,
  FIELDS,
  type Field,
  inTableOrder,
  secretNames,
} from './config.js';
import type { Plan } from './steps.js';

/** A secret option with this value is asked for. */
const ASK = '-';

/** The environment variable of a secret setting: `KAMSTRUP_HAN_` and its name. */
function variableOf(setting: string): string {
  return `KAMSTRUP_HAN_${setting.replace(/^wifi_/, '').toUpperCase()}`;
}

/** What the help says of an option that is a secret. */
function secretHelp(about: string, setting: string): string {
  return `${about}; better ${ASK}, which asks for it, or ${variableOf(setting)} in the environment`;
}

/** The command as a table, like the commands of the program. */
export const FLASH: Command = {
  name: 'flash',
  about: 'Writes the firmware to an ESP32 with Espruino. Its settings stay, except those that an option changes.',
  options: {
    port: { value: 'PORT', about: 'serial port, such as /dev/ttyUSB0, or tcp://HOST:PORT' },
    config: { value: 'FILE', about: 'JSON file with settings of the device; the options below count more' },
    ssid: { value: 'S', about: 'Wi-Fi network to join; without one the board opens an access point for setup' },
    password: { value: 'P', about: secretHelp('password of the network, asked for if missing', 'wifi_password') },
    hostname: { value: 'H', about: 'name of the board in the network: H.local' },
    token: {
      value: 'T',
      about: secretHelp('token for changing settings over the network, at least 16 characters', 'token'),
    },
    'setup-password': {
      value: 'P',
      about: secretHelp('password of the access point for setup, made up by the board if not set', 'setup_password'),
    },
    'homeassistant-url': { value: 'URL', about: 'Home Assistant to push to, such as http://192.168.1.5:8123' },
    'homeassistant-token': {
      value: 'T',
      about: secretHelp('long-lived access token from your profile there', 'homeassistant_token'),
    },
    bundle: { value: 'FILE', defaultValue: 'dist/esp32.js', about: 'the firmware' },
    page: {
      value: 'DIR',
      defaultValue: 'dist/page',
      about: 'files of the page; left out if the folder does not exist',
    },
    backup: {
      value: 'DIR',
      defaultValue: '.flash-backup',
      about: 'folder for what was read from the board, until it is back there',
    },
    'any-board': { about: 'for tests: accept an Espruino that is not on an ESP32, and any amount of memory' },
    'any-version': { about: 'for tests: accept an Espruino that loses bytes of the lists' },
  },
  exitCodes: '0 flashed, and the board has printed its address; 1 failed; 2 usage error',
};

/** The help of the command. */
export function helpOfFlash(): string {
  return helpOf(FLASH).replace('kamstrup-han flash', 'npm run flash --');
}

/** Sources of secrets that are not on the command line. */
export interface Sources {
  environment: Record<string, string | undefined>;
  /** Asks on the terminal without echo; null if there is no terminal. */
  prompt: ((question: string) => Promise<string>) | null;
}

function checkPort(port: string | undefined): string {
  if (!port) throw new UsageError('--port is missing, such as --port /dev/ttyUSB0');
  if (port.startsWith('tcp:') && !/^tcp:\/\/[^/]/.test(port)) {
    throw new UsageError(`--port must be a device or tcp://HOST:PORT, not '${port}'`);
  }
  return port;
}

/** The secrets in the environment. */
function changesIn(environment: Sources['environment']): Config {
  const given = secretNames().map((name): [string, string | undefined] => [name, environment[variableOf(name)]]);
  return checkedChanges(Object.fromEntries(given.filter(([, value]) => value)), variableOf('*'));
}

/** Asks for the secret of this option. */
async function ask({ option, name }: Field, ssid: unknown, { prompt }: Sources): Promise<Config> {
  if (!prompt) {
    const open = option === 'password' ? ", or give --password '' for an open network" : '';
    throw new UsageError(`there is no terminal to ask for --${option}: set ${variableOf(name)} instead${open}`);
  }
  const network = Buffer.from(`${ssid ?? 'the network'}`, 'latin1').toString('utf8');
  const what = option === 'password' ? `Password of ${network} (empty for an open network)` : `Value of --${option}`;
  return changesOf({ [option]: await prompt(`${what}: `) });
}

/** The changed settings: those of the options count most, then those of the environment. Throws `UsageError`. */
async function changesFrom(values: Invocation['values'], sources: Sources): Promise<Config> {
  const { config, ...options } = values;
  const isAsked = ({ option, name }: Field): boolean => options[option] === ASK && secretNames().includes(name);
  const asked = FIELDS.filter(isAsked);
  for (const { option } of asked) delete options[option];
  // Checked before anything is asked for.
  const changes = {
    ...(config === undefined ? {} : changesInFile(config)),
    ...changesIn(sources.environment),
    ...changesOf(options),
  };
  const password = FIELDS.find(({ option }) => option === 'password') as Field;
  if (changes.wifi_ssid && changes[password.name] === undefined && !asked.includes(password)) asked.unshift(password);
  for (const field of asked) Object.assign(changes, await ask(field, changes.wifi_ssid, sources));
  return inTableOrder(changes);
}

/** The plan for a command line. Throws `UsageError`, which never contains a secret. */
export async function planOf(invocation: Invocation, sources: Sources): Promise<Plan> {
  const { values, switches } = invocation;
  return {
    port: checkPort(values.port),
    bundle: values.bundle as string,
    page: values.page as string,
    backup: values.backup as string,
    changes: await changesFrom(values, sources),
    anyBoard: switches.has('any-board'),
    anyVersion: switches.has('any-version'),
  };
}

/** Asks a yes-or-no question on the terminal; an empty answer is yes. */
export function askYesNo(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve, reject) => {
    lines.once('close', () => reject(new UsageError('there was no answer')));
    lines.question(`${question} [Y/n] `, (answer) => {
      resolve(!/^n/i.test(answer.trim()));
      lines.close();
    });
  });
}

/** Asks on the terminal without showing what is typed. Rejects with `UsageError` if the input is closed. */
export function askHidden(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  return new Promise((resolve, reject) => {
    lines.once('close', () => {
      process.stderr.write('\n');
      reject(new UsageError('no password was given'));
    });
    lines.once('SIGINT', () => lines.close());
    lines.question('', (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
