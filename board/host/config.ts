/** The configuration file of the host. */
import { existsSync, readFileSync } from 'node:fs';
import { type Checked, checkSettings, coreSettings, type Settings } from '../../src/settings/settings.js';
import { OWNER_ONLY, replaceFile } from './files/replace-file.js';
import { UsageError } from './options.js';

/** What FILE holds as JSON. Throws `UsageError`, without a word of the file, if it cannot be read or is no JSON. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // What Node says of bad JSON quotes it, and with it perhaps a secret.
    const reason = error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message;
    throw new UsageError(`${file}: ${reason}`);
  }
}

/** Makes FILE with no setting in it, where there is none. Throws if it cannot be written. */
export function makeConfig(file: string, log: (line: string) => void): void {
  if (existsSync(file)) return;
  replaceFile(file, Buffer.from('{}\n'), OWNER_ONLY);
  log(`${file} was not there; it is made, with no setting in it`);
}

/**
 * The settings of FILE; the initial ones without a file, or those of `initial`. What is unknown or wrong in it is told to `log` and left out.
 * Throws `UsageError` if the file cannot be read or is no JSON.
 */
export function readConfig(file: string | undefined, log: (line: string) => void, initial: Settings = {}): Checked {
  const table = coreSettings().map((setting) => ({
    ...setting,
    defaultValue: initial[setting.name] ?? setting.defaultValue,
  }));
  const checked = checkSettings(table, file === undefined ? undefined : readJson(file));
  for (const fault of checked.faults) log(`${file}: ${fault}; the rest is used`);
  return checked;
}
