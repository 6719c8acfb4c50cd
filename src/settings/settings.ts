/** The settings as a table: name, default and valid values of each. File, setup form and API use the same names. */

import { parseUrl } from '../text/url.js';
import { stepsOf } from './steps.js';

/** The value of one setting. */
export type SettingValue = string | number | boolean;

export interface Setting {
  name: string;
  defaultValue: SettingValue;
  /** All valid values, if there are few. */
  choices?: SettingValue[];
  /** Lowest and highest value of a number, or shortest and longest length of a text, which may also be empty. */
  range?: [number, number];
  /** Numbers within the range that are not valid. */
  except?: number[];
  /** Never shown to a client. */
  secret?: boolean;
  /** The text is a URL; with `http:` it must not be https. */
  url?: 'http:' | 'https:';
  /** The text is a list of rising numbers, separated by commas. */
  steps?: boolean;
  /** The number may have a fraction. */
  fraction?: boolean;
}

/** A setting that is a whole number from `lowest` to `highest`, or a text of `lowest` to `highest` characters or none. */
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
 * The settings of every board; `withoutTls` if the board cannot connect to https. The table is built on each call: kept
 * for good it would cost the device memory.
 */
export function coreSettings(withoutTls?: boolean): Setting[] {
  const url = withoutTls ? 'http:' : 'https:';
  return [
    // Wh per unit of the energy registers; auto derives it from the power within some hours.
    { name: 'energy_unit_wh', defaultValue: 10, choices: [10, 1, 'auto'] },
    // Amperes per unit of the currents; 0.001 on meters with current transformers.
    { name: 'current_unit_a', defaultValue: 0.01, choices: [0.01, 0.001] },
    // Ratio of external current transformers; multiplies current, power and energy.
    { name: 'ct_ratio', defaultValue: 1, range: [1, 10000], fraction: true },
    // Whether the meter's clock keeps standard time or follows civil time; auto compares it with the board's clock.
    { name: 'meter_clock', defaultValue: 'auto', choices: ['auto', 'standard', 'civil'] },
    // Capacity tariff: the number of peaks to average, how many of them may fall on one day, and the upper limits of the steps.
    ranged('peaks', 3, 1, 10),
    ranged('peaks_per_day', 1, 1, 10),
    { name: 'steps_kw', defaultValue: '2,5,10,15,20,25,50,75,100', range: [1, 80], steps: true },
    // The lists of the HAN port, or a protocol of the optical eye (src/eye/poller.ts).
    { name: 'meter', defaultValue: 'han', choices: ['han', 'iec61107', 'kmp-ascii', 'kmp', 'auto'] },
    // Seconds between polls of the optical eye; 0 for the default of the protocol.
    ranged('poll_s', 0, 0, 3600),
    // For displays: the main fuse in A, and the grid: tn (400 V with neutral) or it (230 V without).
    ranged('main_fuse_a', 63, 6, 1000),
    { name: 'grid', defaultValue: 'tn', choices: ['tn', 'it'] },
    // Interfaces for other programs: GET /data.json, GET /metrics, and the TCP port of the raw bytes, 0 for none.
    { name: 'data_json', defaultValue: true },
    { name: 'metrics', defaultValue: true },
    ranged('raw_port', 0, 0, 65535),
    // Keeps the meter id out of responses and log; turns off GET /frame, which contains it.
    { name: 'hide_meter_id', defaultValue: false },
    // Internet host names, separated by commas, under which clients may reach the service, such as that of a reverse proxy.
    ranged('allowed_hosts', '', 1, 200),
    // Servers to push lists to, empty for none, and the seconds between pushes, 0 for each list. A URL may contain a secret.
    { name: 'homeassistant_url', defaultValue: '', range: [8, 120], url },
    ranged('homeassistant_token', '', 16, 255, true),
    ranged('homeassistant_every_s', 10, 0, 3600),
    // The full URL of the write endpoint, with database or bucket in its query; the token is TOKEN or USER:PASSWORD.
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

/** The TCP port of the raw bytes, 0 for none. The bytes contain the meter id, so `hide_meter_id` turns the port off. */
export function rawPort(settings: Settings): number {
  return settings.hide_meter_id ? 0 : (settings.raw_port as number);
}

/** True if the settings name a server to push lists to. */
export function hasPushTarget(settings: Settings): boolean {
  return !!(settings.homeassistant_url || settings.influx_url || settings.webhook_url);
}

/** Why a URL is not valid here; null if it is. */
function urlFault(allowed: string, text: string): string | null {
  const url = parseUrl(text);
  if (!url) return 'must be http://HOST:PORT/PATH';
  return url.secure && allowed === 'http:' ? 'must be http: this board has no TLS' : null;
}

/** Why a value is not valid for the setting; null if it is. */
function faultOf(setting: Setting, value: unknown): string | null {
  const choices = setting.choices;
  if (choices) return choices.indexOf(value as SettingValue) < 0 ? 'must be one of ' + choices.join(', ') : null;
  if (typeof value !== typeof setting.defaultValue) return 'must be a ' + typeof setting.defaultValue;
  const range = setting.range;
  if (!range || value === '') return null;
  const isText = typeof value === 'string';
  const size = isText ? (value as string).length : (value as number);
  if (size % 1 && !setting.fraction) return 'must be a whole number';
  if (size >= range[0] && size <= range[1]) {
    if (setting.except && setting.except.indexOf(value as number) >= 0) return 'must not be ' + value;
    if (setting.steps && !stepsOf(value as string)) return 'must be a list of rising numbers';
    return setting.url ? urlFault(setting.url, value as string) : null;
  }
  return 'must be ' + range[0] + ' to ' + range[1] + (isText ? ' characters' : '');
}

function settingNamed(table: Setting[], name: string): Setting | null {
  for (let i = 0; i < table.length; i++) if (table[i].name === name) return table[i];
  return null;
}

/** The result of `checkSettings`: all settings, and one sentence for each value that was rejected. */
export interface Checked {
  settings: Settings;
  faults: string[];
}

/**
 * Applies a parsed configuration to the default values, or to `base`, in which case null leaves a value as it is. A value
 * that is not valid is ignored, and named in `faults` with the reason. `config` undefined gives the defaults.
 */
export function checkSettings(table: Setting[], config: unknown, base?: Settings): Checked {
  const settings: Settings = {};
  const faults: string[] = [];
  table.forEach(function (setting) {
    settings[setting.name] = base ? base[setting.name] : setting.defaultValue;
  });
  if (config === undefined) return { settings, faults };
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    return { settings, faults: ['the configuration is not a JSON object'] };
  }
  const given = config as Settings;
  Object.keys(given).forEach(function (name) {
    if (base && given[name] === null) return;
    const setting = settingNamed(table, name);
    const fault = setting ? faultOf(setting, given[name]) : 'is not a setting';
    if (fault) faults.push(name + ' ' + fault);
    else settings[name] = given[name];
  });
  return { settings, faults };
}
