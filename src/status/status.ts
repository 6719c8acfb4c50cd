/** Meter, link and device as JSON: the parts of `/status`, and the objects that `decode` prints. */

import type { DeviceFacts } from '../board.js';
import type { LinkCounters } from '../bytes/link-counters.js';
import { fieldKeys } from '../reading/fields.js';
import { type Reading, textOf, visibleMeterId } from '../reading/reading.js';
import { type Scale, valueText } from '../reading/scale.js';
import { decimal } from '../text/decimal.js';
import { members, object, quote, scalar } from '../text/json.js';
import { floor } from '../text/math.js';
import { civilText } from '../time/calendar.js';
import { dateTimeText } from '../time/date-time.js';

/** A number, or null if unknown. */
export type Value = number | null;

/** Import and export of a period, as in `/status`. */
export interface Sums {
  import_kwh: Value;
  export_kwh: Value;
}

/** Energy and peaks, as in `/status`. */
export interface Energy {
  hour: Sums;
  today: Sums;
  month: Sums;
  peaks: { import_kwh: number }[];
  peak_average_kw: Value;
  capacity_step_kw: Value;
}

/** The content of `/status` for other endpoints. Large parts are functions, which build them only when needed. */
export interface Snapshot {
  /** ms since the latest list; null before the first. */
  ageMs: Value;
  /** False before the first list, and while the latest one is stale. */
  current: boolean;
  /** ms UTC; null if the time is unknown. */
  utcMs: Value;
  /** ms since the start. */
  uptimeMs: number;
  link: LinkCounters;
  facts: DeviceFacts;
  /** `id`, `type` and `list_version`. */
  meter(): { [name: string]: string | null };
  /** The measurements by field, in the units of their keys. */
  values(): Value[];
  energy(): Energy;
}

/** `meter` and `meter_time`, as members of an object; `time` as JSON replaces that of the latest list. */
export function meterMembers(reading: Reading, time?: string): string {
  const meter = object([
    'id',
    quote(visibleMeterId(reading)),
    'type',
    quote(textOf(reading.meterType)),
    'list_version',
    quote(textOf(reading.listVersion)),
    'protocol',
    quote(reading.protocol || null),
    'layout',
    quote(reading.layout || null),
  ]);
  return members(['meter', meter, 'meter_time', time || quote(dateTimeText(reading.time))]);
}

/** All measurements and `energy_time`, as members of an object; null if unknown. */
export function measurementMembers(reading: Reading, scale: Scale): string {
  const parts: string[] = [];
  fieldKeys().forEach(function (key, field) {
    parts.push(key, valueText(reading, field, scale));
  });
  parts.push('energy_time', quote(dateTimeText(reading.energyTime)));
  return members(parts);
}

/** The object `link`: the counters, bad frames today, ms UTC since when the meter is silent, and what is wrong with the line. */
export function linkObject(
  link: LinkCounters,
  badToday: number,
  silentSinceUtc: number | null,
  fault: string | null,
): string {
  const others = ['bad_frames_today', scalar(badToday), 'silent_since', utcText(silentSinceUtc), 'fault', quote(fault)];
  return JSON.stringify(link).replace('}', ',' + members(others) + '}');
}

/** The object `device`; `clock` is the source of its time: `ntp`, `meter` or `none`. */
export function deviceObject(
  facts: DeviceFacts,
  version: string,
  board: string,
  uptimeMs: number,
  clock: string,
): string {
  const parts = [
    'name',
    quote(facts.name),
    'version',
    quote(version),
    'board',
    quote(board),
    'espruino',
    quote(facts.espruino),
    'uptime_s',
    scalar(floor(uptimeMs / 1000)),
    'memory_free_percent',
    scalar(facts.memory_free_percent),
    'heap_free_bytes',
    scalar(facts.heap_free_bytes),
    'wifi_rssi_dbm',
    scalar(facts.wifi_rssi_dbm),
    'ip',
    quote(facts.ip),
    'clock',
    quote(clock),
    'reset_reason',
    quote(facts.reset_reason),
    'faults',
    '[' + facts.faults.map(quote).join() + ']',
    'config_faults',
    '[' + facts.config_faults.map(quote).join() + ']',
  ];
  return object(parts);
}

/** Milliseconds UTC as JSON, `"2026-11-21T08:00:00Z"`; `null` if unknown. */
export function utcText(ms: number | null): string {
  return ms === null ? 'null' : quote(civilText(ms) + 'Z');
}

/** Milliseconds as JSON seconds with one decimal place; `null` if unknown. */
export function secondsText(ms: number | null): string {
  return ms === null ? 'null' : decimal(floor(ms / 100), 1);
}
