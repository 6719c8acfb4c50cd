/** The configuration file of a PC. */
import { existsSync, readFileSync } from 'node:fs';
import { type Checked, checkSettings, coreSettings, type Settings } from '../../../src/settings/settings.js';
import { UsageError } from '../arguments.js';
import { OWNER_ONLY, replaceFile } from './replace-file.js';

/** Parses FILE as JSON. Throws `UsageError`, which never quotes the file, if it cannot be read or is not JSON. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // Node's message about bad JSON quotes it, perhaps with a secret.
    const reason = error instanceof SyntaxError ? 'not valid JSON' : (error as Error).message;
    throw new UsageError(`${file}: ${reason}`);
  }
}

/** Creates FILE without settings if it does not exist. Throws if it cannot be written. */
export function makeConfig(file: string, log: (line: string) => void): void {
  if (existsSync(file)) return;
  replaceFile(file, Buffer.from('{}\n'), OWNER_ONLY);
  log(`${file} did not exist and was created; all settings have their defaults`);
}

/**
 * The settings of FILE; for those not in it, and without a file, the values of `defaults` or else those of the table. Settings that are
 * unknown or wrong are logged and left out. Throws `UsageError` if the file cannot be read or is not JSON.
 */
export function readConfig(file: string | undefined, log: (line: string) => void, defaults: Settings = {}): Checked {
  const table = coreSettings().map((setting) => ({
    ...setting,
    defaultValue: defaults[setting.name] ?? setting.defaultValue,
  }));
  const checked = checkSettings(table, file === undefined ? undefined : readJson(file));
  for (const fault of checked.faults) log(`${file}: ${fault}; the other settings are used`);
  return checked;
}
