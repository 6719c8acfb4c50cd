/** The command `flash` with its options, and the sources of its secrets. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { type Command, helpOf, type Invocation, UsageError } from '../host/arguments.js';
import { changesOf } from './config.js';
import type { Plan } from './steps.js';

/** The environment variables of the options that are secrets. */
const VARIABLES = {
  password: 'KAMSTRUP_HAN_PASSWORD',
  token: 'KAMSTRUP_HAN_TOKEN',
  'setup-password': 'KAMSTRUP_HAN_SETUP_PASSWORD',
  'homeassistant-token': 'KAMSTRUP_HAN_HOMEASSISTANT_TOKEN',
};

/** The command as a table, like the commands of the program. */
export const FLASH: Command = {
  name: 'flash',
  about: 'Writes the firmware to an ESP32 with Espruino. Its settings stay, except those that an option changes.',
  options: {
    port: { value: 'PORT', about: 'serial port, such as /dev/ttyUSB0, or tcp://HOST:PORT' },
    ssid: { value: 'S', about: 'Wi-Fi network to join; without one the board opens an access point for setup' },
    password: {
      value: 'P',
      about: `password of the network; better set in ${VARIABLES.password}; if missing, it is asked for`,
    },
    hostname: { value: 'H', about: 'name of the board in the network: H.local' },
    token: {
      value: 'T',
      about: `token for changing settings over the network, at least 16 characters; better set in ${VARIABLES.token}`,
    },
    'setup-password': {
      value: 'P',
      about: `password of the access point for setup; made up by the board if not set; better set in ${VARIABLES['setup-password']}`,
    },
    'homeassistant-url': { value: 'URL', about: 'Home Assistant to push to, such as http://192.168.1.5:8123' },
    'homeassistant-token': {
      value: 'T',
      about: `long-lived access token from your profile there; better set in ${VARIABLES['homeassistant-token']}`,
    },
    bundle: { value: 'FILE', defaultValue: 'dist/esp32.js', about: 'the firmware' },
    page: {
      value: 'DIR',
      defaultValue: 'dist/page',
      about: 'files of the page; left out if the folder does not exist',
    },
    'any-board': { about: 'for tests: accept an Espruino that is not on an ESP32' },
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

/** The plan for a command line. Throws `UsageError`, which never contains a secret. */
export async function planOf(invocation: Invocation, sources: Sources): Promise<Plan> {
  const { values, switches } = invocation;
  if (!values.port) throw new UsageError('--port is missing, such as --port /dev/ttyUSB0');
  if (values.port.startsWith('tcp:') && !/^tcp:\/\/[^/]/.test(values.port)) {
    throw new UsageError(`--port must be a device or tcp://HOST:PORT, not '${values.port}'`);
  }
  const secrets: Record<string, string | undefined> = {};
  for (const [option, variable] of Object.entries(VARIABLES)) {
    secrets[option] = values[option] ?? (sources.environment[variable] || undefined);
  }
  // Checked before the password is asked for.
  changesOf({ ...values, ...secrets });
  if (values.ssid !== undefined && secrets.password === undefined) {
    if (!sources.prompt) {
      throw new UsageError(
        `--ssid needs a password: set ${VARIABLES.password}, or give --password '' for an open network`,
      );
    }
    secrets.password = await sources.prompt(`Password of ${values.ssid} (empty for an open network): `);
  }
  return {
    port: values.port,
    bundle: values.bundle as string,
    page: values.page as string,
    changes: changesOf({ ...values, ...secrets }),
    anyBoard: switches.has('any-board'),
  };
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
