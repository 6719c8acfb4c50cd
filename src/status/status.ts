/** What the meter, the link and the device say, as JSON: the parts of `/status`, and the objects that `decode` prints. */

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

export type Value = number | null;

export interface Sums {
  import_kwh: Value;
  export_kwh: Value;
}

/** What was counted, as `/status` tells it. */
export interface Energy {
  hour: Sums;
  today: Sums;
  month: Sums;
  peaks: { import_kwh: number }[];
  peak_average_kw: Value;
  capacity_step_kw: Value;
}

/** What the other endpoints are made of: what `/status` tells, each part when it is asked for, since all of it is large. */
export interface Snapshot {
  /** ms since the latest list; null before the first. */
  ageMs: Value;
  stale: boolean;
  /** What is wrong with the line to the meter. */
  fault: string | null;
  /** ms UTC; null if nobody knows the time. */
  utcMs: Value;
  uptimeMs: number;
  link: LinkCounters;
  facts: DeviceFacts;
  /** `id`, `type` and `list_version`. */
  meter(): { [name: string]: string | null };
  /** The measurements by their fields, in the units of their keys. */
  values(): Value[];
  energy(): Energy;
}

/** `meter` and `meter_time`, as members of an object; the time is the latest list's unless it is given, as JSON. */
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

/** All measurements and `energy_time`, as members of an object; what is not known is null. */
export function measurementMembers(reading: Reading, scale: Scale): string {
  const parts: string[] = [];
  fieldKeys().forEach(function (key, field) {
    parts.push(key, valueText(reading, field, scale));
  });
  parts.push('energy_time', quote(dateTimeText(reading.energyTime)));
  return members(parts);
}

/** The counters, how many frames were bad today, since when the meter is silent, and what is wrong with the port. */
export function linkObject(
  link: LinkCounters,
  badToday: number,
  silentSinceUtc: number | null,
  fault: string | null,
): string {
  const others = ['bad_frames_today', scalar(badToday), 'silent_since', utcText(silentSinceUtc), 'fault', quote(fault)];
  return JSON.stringify(link).replace('}', ',' + members(others) + '}');
}

/** What the device says of itself; `clock` tells where its time is from: `ntp`, `meter` or `none`. */
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
    'uptime_s',
    scalar(floor(uptimeMs / 1000)),
    'memory_free_percent',
    scalar(facts.memory_free_percent),
    'wifi_rssi_dbm',
    scalar(facts.wifi_rssi_dbm),
    'ip',
    quote(facts.ip),
    'clock',
    quote(clock),
    'reset_reason',
    quote(facts.reset_reason),
    'config_faults',
    '[' + facts.config_faults.map(quote).join() + ']',
  ];
  return object(parts);
}

/** An instant as JSON, `"2026-11-21T08:00:00Z"`, or null. */
export function utcText(ms: number | null): string {
  return ms === null ? 'null' : quote(civilText(ms) + 'Z');
}

/** Milliseconds as JSON seconds with a tenth, or null. */
export function secondsText(ms: number | null): string {
  return ms === null ? 'null' : decimal(floor(ms / 100), 1);
}
