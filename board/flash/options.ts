/** The command `flash` and its options, and where its secrets come from. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { type Command, helpOf, type Invocation, UsageError } from '../host/arguments.js';
import { changesOf } from './config.js';
import type { Plan } from './steps.js';

const PASSWORD_VARIABLE = 'KAMSTRUP_HAN_PASSWORD';
const TOKEN_VARIABLE = 'KAMSTRUP_HAN_TOKEN';
const HOMEASSISTANT_VARIABLE = 'KAMSTRUP_HAN_HOMEASSISTANT_TOKEN';
const SETUP_VARIABLE = 'KAMSTRUP_HAN_SETUP_PASSWORD';

/** The command as a table, as those of the program are. */
export const FLASH: Command = {
  name: 'flash',
  about: 'Puts the firmware onto an ESP32 with Espruino. What is configured there stays, unless an option changes it.',
  options: {
    port: { value: 'PORT', about: 'serial port, such as /dev/ttyUSB0, or tcp://HOST:PORT' },
    ssid: { value: 'S', about: 'network to join; without one the board sets up a network of its own' },
    password: { value: 'P', about: `its password; better in ${PASSWORD_VARIABLE}, or asked for` },
    hostname: { value: 'H', about: 'name of the board: H.local' },
    token: {
      value: 'T',
      about: `opens the settings over the network, 16 characters or more; better in ${TOKEN_VARIABLE}`,
    },
    'setup-password': {
      value: 'P',
      about: `of the network that the board sets up; made up by the board if there is none; better in ${SETUP_VARIABLE}`,
    },
    'homeassistant-url': { value: 'URL', about: 'Home Assistant to push to, such as http://192.168.1.5:8123' },
    'homeassistant-token': {
      value: 'T',
      about: `long-lived token of your profile there; better in ${HOMEASSISTANT_VARIABLE}`,
    },
    bundle: { value: 'FILE', initial: 'dist/esp32.js', about: 'the firmware' },
    page: { value: 'DIR', initial: 'dist/page', about: 'files of the page; none if there is no such folder' },
    'any-board': { about: 'for tests: take an Espruino that is not on an ESP32' },
  },
  exitCodes: '0 the board has told its address, 1 it failed, 2 wrong use',
};

/** The help of the command. */
export function helpOfFlash(): string {
  return helpOf(FLASH).replace('kamstrup-han flash', 'npm run flash --');
}

/** Where what is not on the command line comes from. */
export interface Sources {
  environment: Record<string, string | undefined>;
  /** Asks on the terminal without echo; null if there is none. */
  prompt: ((question: string) => Promise<string>) | null;
}

/** What is asked for. Throws `UsageError`, which never repeats a secret. */
export async function planOf(invocation: Invocation, sources: Sources): Promise<Plan> {
  const { values, switches } = invocation;
  if (!values.port) throw new UsageError('--port is missing, such as --port /dev/ttyUSB0');
  if (values.port.startsWith('tcp:') && !/^tcp:\/\/[^/]/.test(values.port)) {
    throw new UsageError(`--port takes tcp://HOST:PORT, not '${values.port}'`);
  }
  const { environment, prompt } = sources;
  const token = values.token ?? (environment[TOKEN_VARIABLE] || undefined);
  const setup = values['setup-password'] ?? (environment[SETUP_VARIABLE] || undefined);
  let password = values.password ?? (environment[PASSWORD_VARIABLE] || undefined);
  const homeassistant = values['homeassistant-token'] ?? (environment[HOMEASSISTANT_VARIABLE] || undefined);
  const secrets = { token, 'setup-password': setup, 'homeassistant-token': homeassistant };
  // What can be wrong is told before anything is asked.
  changesOf({ ...values, ...secrets, password });
  if (values.ssid !== undefined && password === undefined) {
    if (!prompt)
      throw new UsageError(`--ssid needs a password: set ${PASSWORD_VARIABLE}, or --password '' if it has none`);
    password = await prompt(`Password of ${values.ssid} (empty for an open network): `);
  }
  return {
    port: values.port,
    bundle: values.bundle as string,
    page: values.page as string,
    changes: changesOf({ ...values, ...secrets, password }),
    anyBoard: switches.has('any-board'),
  };
}

/** Asks on the terminal; what is typed is not shown. */
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
