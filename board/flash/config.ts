/** The configuration on the board: which options go into it, what they may be, and how they are laid over what is there. */
import { CONFIG_FILE, deviceSettings } from '../esp32/settings.js';
import { UsageError } from '../host/arguments.js';

export { CONFIG_FILE };

/** A parsed `config.json`. Its texts hold bytes, one in each character, as those of Espruino do. */
export type Config = Record<string, unknown>;

interface Field {
  /** The option on the command line. */
  option: string;
  /** Its name in the file. */
  name: string;
  isSecret: boolean;
  fits: RegExp;
  /** What it takes, for the message. */
  takes: string;
}

/** Shortest and longest of a text, from the table of settings. */
function lengthsOf(name: string): [number, number] {
  return deviceSettings().find((setting) => setting.name === name)?.range ?? [0, 0];
}

const [, SSID] = lengthsOf('wifi_ssid');
const [SHORTEST_PASSWORD, PASSWORD] = lengthsOf('wifi_password');
const [, HOSTNAME] = lengthsOf('hostname');
const [SHORTEST_TOKEN, TOKEN] = lengthsOf('token');
const [SHORTEST_SETUP, SETUP] = lengthsOf('setup_password');

/** The options that go into the file. */
export const FIELDS: Field[] = [
  {
    option: 'ssid',
    name: 'wifi_ssid',
    isSecret: false,
    fits: new RegExp(`^[^]{1,${SSID}}$`),
    takes: `1 to ${SSID} bytes`,
  },
  {
    option: 'password',
    name: 'wifi_password',
    isSecret: true,
    fits: new RegExp(`^([ -~]{${SHORTEST_PASSWORD},${PASSWORD}})?$`),
    takes: `${SHORTEST_PASSWORD} to ${PASSWORD} ASCII characters, or none for an open network`,
  },
  {
    option: 'hostname',
    name: 'hostname',
    isSecret: false,
    fits: new RegExp(`^[a-z0-9-]{1,${HOSTNAME}}$`),
    takes: `1 to ${HOSTNAME} of a-z, 0-9 and -`,
  },
  {
    option: 'token',
    name: 'token',
    isSecret: true,
    fits: new RegExp(`^[!-~]{${SHORTEST_TOKEN},${TOKEN}}$`),
    takes: `${SHORTEST_TOKEN} to ${TOKEN} ASCII characters without blanks`,
  },
  {
    option: 'setup-password',
    name: 'setup_password',
    isSecret: true,
    fits: new RegExp(`^[ -~]{${SHORTEST_SETUP},${SETUP}}$`),
    takes: `${SHORTEST_SETUP} to ${SETUP} ASCII characters`,
  },
  {
    option: 'homeassistant-url',
    name: 'homeassistant_url',
    isSecret: false,
    fits: /^http:\/\/[!-~]{1,113}$/,
    takes: 'http://ADDRESS:8123; https is more than the ESP32 can',
  },
  {
    option: 'homeassistant-token',
    name: 'homeassistant_token',
    isSecret: true,
    fits: /^[!-~]{16,255}$/,
    takes: 'a long-lived token, 16 to 255 ASCII characters without blanks',
  },
];

/** The fields that the options set. Throws `UsageError`, which never repeats a secret. */
export function changesOf(values: Record<string, string | undefined>): Config {
  const changes: Config = {};
  for (const field of FIELDS) {
    const value = values[field.option];
    if (value === undefined) continue;
    const bytes = Buffer.from(value, 'utf8').toString('latin1');
    if (!field.fits.test(bytes)) throw new UsageError(`--${field.option} takes ${field.takes}`);
    changes[field.name] = bytes;
  }
  return changes;
}

/** Reads the bytes of the file. Null: it is no JSON object. */
export function parseConfig(bytes: Buffer): Config | null {
  try {
    const config = JSON.parse(bytes.toString('latin1'));
    return typeof config === 'object' && config !== null && !Array.isArray(config) ? config : null;
  } catch (_error) {
    return null;
  }
}

/** The bytes of the file. What is no byte is escaped, as it came. */
export function formatConfig(config: Config): Buffer {
  const text = JSON.stringify(config).replace(
    /[\u0100-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.from(text, 'latin1');
}

/** Lays the changes over what is there. */
export function mergeConfig(present: Config, changes: Config): { config: Config; changed: string[]; kept: string[] } {
  const changed = Object.keys(changes).filter((name) => changes[name] !== present[name]);
  const kept = Object.keys(present).filter((name) => !changed.includes(name));
  return { config: { ...present, ...changes }, changed, kept };
}

/** The values that nobody is to see. */
export function secretsOf(config: Config): string[] {
  return FIELDS.filter((field) => field.isSecret)
    .map((field) => config[field.name])
    .filter((value): value is string => typeof value === 'string' && value !== '');
}

/** The text without the secrets. */
export function redact(text: string, secrets: Iterable<string>): string {
  let shown = text;
  for (const secret of secrets) shown = shown.replaceAll(secret, '***');
  return shown;
}
