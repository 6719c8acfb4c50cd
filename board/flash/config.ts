/** The configuration on the board: which options go into it, which values they may have, and how they are merged with it. */
import { CONFIG_FILE, deviceSettings } from '../esp32/settings.js';
import { UsageError } from '../host/arguments.js';

export { CONFIG_FILE };

/** A parsed `config.json`. Each character of its texts is a byte, as in Espruino. */
export type Config = Record<string, unknown>;

interface Field {
  /** The option on the command line. */
  option: string;
  /** Its name in the file. */
  name: string;
  isSecret: boolean;
  fits: RegExp;
  /** The allowed values, for the message: "--ssid must be …". */
  rule: string;
}

/** Shortest and longest length of a text, from the table of settings. */
function lengthsOf(name: string): [number, number] {
  return deviceSettings().find((setting) => setting.name === name)?.range ?? [0, 0];
}

const [, SSID] = lengthsOf('wifi_ssid');
const [SHORTEST_PASSWORD, PASSWORD] = lengthsOf('wifi_password');
const [, HOSTNAME] = lengthsOf('hostname');
const [SHORTEST_TOKEN, TOKEN] = lengthsOf('token');
const [SHORTEST_SETUP, SETUP] = lengthsOf('setup_password');

/** The options that set a field of the file. */
export const FIELDS: Field[] = [
  {
    option: 'ssid',
    name: 'wifi_ssid',
    isSecret: false,
    fits: new RegExp(`^[^]{1,${SSID}}$`),
    rule: `1 to ${SSID} bytes`,
  },
  {
    option: 'password',
    name: 'wifi_password',
    isSecret: true,
    fits: new RegExp(`^([ -~]{${SHORTEST_PASSWORD},${PASSWORD}})?$`),
    rule: `${SHORTEST_PASSWORD} to ${PASSWORD} ASCII characters, or empty for an open network`,
  },
  {
    option: 'hostname',
    name: 'hostname',
    isSecret: false,
    fits: new RegExp(`^[a-z0-9-]{1,${HOSTNAME}}$`),
    rule: `1 to ${HOSTNAME} characters of a-z, 0-9 and -`,
  },
  {
    option: 'token',
    name: 'token',
    isSecret: true,
    fits: new RegExp(`^[!-~]{${SHORTEST_TOKEN},${TOKEN}}$`),
    rule: `${SHORTEST_TOKEN} to ${TOKEN} ASCII characters without spaces`,
  },
  {
    option: 'setup-password',
    name: 'setup_password',
    isSecret: true,
    fits: new RegExp(`^[ -~]{${SHORTEST_SETUP},${SETUP}}$`),
    rule: `${SHORTEST_SETUP} to ${SETUP} ASCII characters`,
  },
  {
    option: 'homeassistant-url',
    name: 'homeassistant_url',
    isSecret: false,
    fits: /^http:\/\/[!-~]{1,113}$/,
    rule: 'an http address, such as http://192.168.1.5:8123; the ESP32 has no https',
  },
  {
    option: 'homeassistant-token',
    name: 'homeassistant_token',
    isSecret: true,
    fits: /^[!-~]{16,255}$/,
    rule: 'a long-lived token of 16 to 255 ASCII characters without spaces',
  },
];

/** The fields that these options set. Throws `UsageError`, which never contains a secret. */
export function changesOf(values: Record<string, string | undefined>): Config {
  const changes: Config = {};
  for (const field of FIELDS) {
    const value = values[field.option];
    if (value === undefined) continue;
    const bytes = Buffer.from(value, 'utf8').toString('latin1');
    if (!field.fits.test(bytes)) throw new UsageError(`--${field.option} must be ${field.rule}`);
    changes[field.name] = bytes;
  }
  return changes;
}

/** Parses the bytes of the file; null if it is not a JSON object. */
export function parseConfig(bytes: Buffer): Config | null {
  try {
    const config = JSON.parse(bytes.toString('latin1'));
    return typeof config === 'object' && config !== null && !Array.isArray(config) ? config : null;
  } catch (_error) {
    return null;
  }
}

/** The bytes of the file. Characters above U+00FF are escaped, as they came. */
export function formatConfig(config: Config): Buffer {
  const text = JSON.stringify(config).replace(
    /[\u0100-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.from(text, 'latin1');
}

/** Merges the changes into the present configuration, and lists the fields that changed and those that did not. */
export function mergeConfig(present: Config, changes: Config): { config: Config; changed: string[]; kept: string[] } {
  const changed = Object.keys(changes).filter((name) => changes[name] !== present[name]);
  const kept = Object.keys(present).filter((name) => !changed.includes(name));
  return { config: { ...present, ...changes }, changed, kept };
}

/** The values that must not be shown. */
export function secretsOf(config: Config): string[] {
  return FIELDS.filter((field) => field.isSecret)
    .map((field) => config[field.name])
    .filter((value): value is string => typeof value === 'string' && value !== '');
}

/** The text with each secret replaced by `***`. */
export function redact(text: string, secrets: Iterable<string>): string {
  let shown = text;
  for (const secret of secrets) shown = shown.replaceAll(secret, '***');
  return shown;
}
