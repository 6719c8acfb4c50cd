/** Meter, link and device as JSON: the parts of `/status`, and the objects that `decode` prints. */

import type { DeviceFacts } from '../board.js';
import type { LinkCounters } from '../bytes/link-counters.js';
import type { Account } from '../energy/account.js';
import { FIELD_COUNT, fieldKeys } from '../reading/fields.js';
import { type Reading, textOf, visibleMeterId } from '../reading/reading.js';
import { type Scale, valueText } from '../reading/scale.js';
import { decimal } from '../text/decimal.js';
import { quote, scalar } from '../text/json.js';
import { floor } from '../text/math.js';
import { civilText } from '../time/calendar.js';
import { dateTimeText } from '../time/date-time.js';
import type { HourTexts } from './energy.js';

/** A number, or null if unknown. */
export type Value = number | null;

/** The content of `/status` for other endpoints. */
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
  reading: Reading;
  account: Account;
  hourTexts: HourTexts;
  /** The measurements by field as decimal text, in the units of their keys; `null` as text if unknown. */
  values(): string[];
  /**
   * Texts that only a list changes; cleared by the next list, and when the latest one becomes stale. An endpoint renders those of
   * its own index when they are missing: `STATUS_TEXT`, `DATA_TEXT` or `METRICS_TEXT`, and the one after it.
   */
  texts: string[];
}

/** Indexes of `Snapshot.texts`. */
export const STATUS_TEXT = 0;
export const DATA_TEXT = 2;
export const METRICS_TEXT = 4;

/** `meter` and `meter_time`, as members of an object; `time` as JSON replaces that of the latest list. */
export function meterMembers(reading: Reading, time?: string): string {
  return (
    '"meter":{"id":' +
    quote(visibleMeterId(reading)) +
    ',"type":' +
    quote(textOf(reading.meterType)) +
    ',"list_version":' +
    quote(textOf(reading.listVersion)) +
    ',"protocol":' +
    quote(reading.protocol || null) +
    ',"layout":' +
    quote(reading.layout || null) +
    '},"meter_time":' +
    (time || quote(dateTimeText(reading.time)))
  );
}

/** All measurements and `energy_time`, as members of an object; null if unknown. */
export function measurementMembers(reading: Reading, scale: Scale): string {
  const keys = fieldKeys();
  let text = '';
  for (let field = 0; field < FIELD_COUNT; field++) {
    text += '"' + keys[field] + '":' + valueText(reading, field, scale) + ',';
  }
  return text + '"energy_time":' + quote(dateTimeText(reading.energyTime));
}

/** The object `link`: the counters, bad frames today, ms UTC since when the meter is silent, and what is wrong with the line. */
export function linkObject(
  link: LinkCounters,
  badToday: number,
  silentSinceUtc: number | null,
  fault: string | null,
): string {
  let others = ',"bad_frames_today":' + scalar(badToday) + ',"silent_since":' + utcText(silentSinceUtc);
  others += ',"fault":' + quote(fault) + '}';
  return JSON.stringify(link).replace('}', others);
}

/** The object `device`; `clock` is the source of its time: `ntp`, `meter` or `none`. */
export function deviceObject(
  facts: DeviceFacts,
  version: string,
  board: string,
  uptimeMs: number,
  clock: string,
): string {
  let text = '{"name":' + quote(facts.name) + ',"version":' + quote(version) + ',"board":' + quote(board);
  text += ',"espruino":' + quote(facts.espruino) + ',"uptime_s":' + floor(uptimeMs / 1000);
  text += ',"memory_free_percent":' + scalar(facts.memory_free_percent);
  text += ',"heap_free_bytes":' + scalar(facts.heap_free_bytes);
  text += ',"wifi_rssi_dbm":' + scalar(facts.wifi_rssi_dbm) + ',"ip":' + quote(facts.ip) + ',"clock":' + quote(clock);
  text += ',"reset_reason":' + quote(facts.reset_reason) + ',"faults":[' + facts.faults.map(quote).join();
  text += '],"config_faults":[' + facts.config_faults.map(quote).join() + ']}';
  return text;
}

/** Milliseconds UTC as JSON, `"2026-11-21T08:00:00Z"`; `null` if unknown. */
export function utcText(ms: number | null): string {
  return ms === null ? 'null' : quote(civilText(ms) + 'Z');
}

/** Milliseconds as JSON seconds with one decimal place; `null` if unknown. */
export function secondsText(ms: number | null): string {
  return ms === null ? 'null' : decimal(floor(ms / 100), 1);
}
