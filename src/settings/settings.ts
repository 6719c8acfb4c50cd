/** The settings as a table: what each is called, may be and means. The same names stand in the file, the form and the API. */

import { parseUrl } from '../text/url.js';
import { stepsOf } from './steps.js';

export type SettingValue = string | number | boolean;

export interface Setting {
  name: string;
  defaultValue: SettingValue;
  /** Allowed values; or lowest and highest of a number, shortest and longest of a text, which may be empty too. */
  choices?: SettingValue[];
  range?: [number, number];
  /** Never shown. */
  secret?: boolean;
  /** An address: with `http:` only without TLS. */
  url?: 'http:' | 'https:';
  /** Rising numbers with commas between. */
  steps?: boolean;
  /** The number need not be a whole one. */
  fraction?: boolean;
}

/** A whole number from `lowest` to `highest`, or a text of so many characters. */
export function ranged(
  name: string,
  defaultValue: SettingValue,
  lowest: number,
  highest: number,
  secret?: boolean,
): Setting {
  return { name, defaultValue, range: [lowest, highest], secret };
}

/**
 * The settings of every board; with `plain` one that has no TLS. Made when they are asked for: as a table that stays they would
 * cost the device memory.
 */
export function coreSettings(withoutTls?: boolean): Setting[] {
  const url = withoutTls ? 'http:' : 'https:';
  return [
    // Wh in one unit of the energy registers; auto finds it from the power within some hours.
    { name: 'energy_unit_wh', defaultValue: 10, choices: [10, 1, 'auto'] },
    // Ampere in one unit of the currents; 0.001 on meters with current transformers.
    { name: 'current_unit_a', defaultValue: 0.01, choices: [0.01, 0.001] },
    // Ratio of the current transformers; multiplies current, power and energy.
    { name: 'ct_ratio', defaultValue: 1, range: [1, 10000], fraction: true },
    // Whether the meter's clock goes with civil time or is standard time all year; auto compares it with the board's.
    { name: 'meter_clock', defaultValue: 'auto', choices: ['auto', 'standard', 'civil'] },
    // Capacity tariff: the mean of how many peaks, how many of them may be of one day, and the upper ends of its steps.
    ranged('peaks', 3, 1, 10),
    ranged('peaks_per_day', 1, 1, 10),
    { name: 'steps_kw', defaultValue: '2,5,10,15,20,25,50,75,100', range: [1, 80], steps: true },
    // What the meter speaks: the HAN port's lists, or one of the protocols of the optical eye (src/eye/poller.ts).
    { name: 'meter', defaultValue: 'han', choices: ['han', 'iec61107', 'kmp-ascii', 'kmp', 'auto'] },
    // Seconds from one question to the optical eye to the next; 0 for what suits the protocol.
    ranged('poll_s', 0, 0, 3600),
    // The house, for those who show it: main fuse in ampere, and whether the grid has a neutral (400 V) or not (230 V IT).
    ranged('main_fuse_a', 63, 6, 1000),
    { name: 'grid', defaultValue: 'tn', choices: ['tn', 'it'] },
    // What others fetch: GET /data.json, GET /metrics, and the port of the raw bytes, 0 for none.
    { name: 'data_json', defaultValue: true },
    { name: 'metrics', defaultValue: true },
    ranged('raw_port', 0, 0, 65535),
    // Keeps the meter id out of answers and log; GET /frame, which bears it, is off then.
    { name: 'hide_meter_id', defaultValue: false },
    // Names of the internet at which the device may be asked, such as a reverse proxy's: commas between.
    ranged('allowed_hosts', '', 1, 200),
    // Where lists are sent to; empty for nobody. An address may hold a password, or be one. Seconds between two of them, 0 for each list.
    { name: 'homeassistant_url', defaultValue: '', range: [8, 120], url },
    ranged('homeassistant_token', '', 16, 255, true),
    ranged('homeassistant_every_s', 10, 0, 3600),
    // The whole address that takes lines, database or bucket in its query; TOKEN, or USER:PASSWORD.
    { name: 'influx_url', defaultValue: '', range: [8, 200], url, secret: true },
    ranged('influx_token', '', 1, 160, true),
    ranged('influx_every_s', 0, 0, 3600),
    { name: 'webhook_url', defaultValue: '', range: [8, 200], url, secret: true },
    ranged('webhook_every_s', 0, 0, 3600),
  ];
}

/** The values of all settings by name. */
export interface Settings {
  [name: string]: SettingValue;
}

/** The port of the raw bytes, 0 for none: they bear the meter id. */
export function rawPort(settings: Settings): number {
  return settings.hide_meter_id ? 0 : (settings.raw_port as number);
}

/** True if the settings name somebody whom lists are sent to. */
export function hasPushTarget(settings: Settings): boolean {
  return !!(settings.homeassistant_url || settings.influx_url || settings.webhook_url);
}

/** Why an address cannot be used, or null if it can. */
function urlFault(allowed: string, text: string): string | null {
  const url = parseUrl(text);
  if (!url) return 'is no http://HOST:PORT/PATH';
  return url.secure && allowed === 'http:' ? 'is https, which this board cannot' : null;
}

/** Why a value does not fit the setting, or null if it does. */
function faultOf(setting: Setting, value: unknown): string | null {
  const choices = setting.choices;
  if (choices) return choices.indexOf(value as SettingValue) < 0 ? 'is none of ' + choices.join(', ') : null;
  if (typeof value !== typeof setting.defaultValue) return 'is no ' + typeof setting.defaultValue;
  const range = setting.range;
  if (!range || value === '') return null;
  const isText = typeof value === 'string';
  const size = isText ? (value as string).length : (value as number);
  if (size % 1 && !setting.fraction) return 'is no whole number';
  if (size >= range[0] && size <= range[1]) {
    if (setting.steps && !stepsOf(value as string)) return 'is no list of rising numbers';
    return setting.url ? urlFault(setting.url, value as string) : null;
  }
  return 'is not within ' + range[0] + ' to ' + range[1] + (isText ? ' characters' : '');
}

function settingNamed(table: Setting[], name: string): Setting | null {
  for (let i = 0; i < table.length; i++) if (table[i].name === name) return table[i];
  return null;
}

/** The settings to use, and what was wrong. */
export interface Checked {
  settings: Settings;
  faults: string[];
}

/**
 * Takes the fields of a parsed configuration that fit over the initial values, or over those of `base`, where null means
 * that a value stays. Each that does not fit is left as it was and named, with the reason, in `faults`.
 */
export function checkSettings(table: Setting[], config: unknown, base?: Settings): Checked {
  const settings: Settings = {};
  const faults: string[] = [];
  table.forEach(function (setting) {
    settings[setting.name] = base ? base[setting.name] : setting.defaultValue;
  });
  if (config === undefined) return { settings, faults };
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    return { settings, faults: ['the configuration is no JSON object'] };
  }
  const given = config as Settings;
  Object.keys(given).forEach(function (name) {
    if (base && given[name] === null) return;
    const setting = settingNamed(table, name);
    const fault = setting ? faultOf(setting, given[name]) : 'is no setting';
    if (fault) faults.push(name + ' ' + fault);
    else settings[name] = given[name];
  });
  return { settings, faults };
}
