/** A household that has run for two years: what is kept of it in the file `account`, and the lists of its last hour. */
import { checkSequence } from '../../src/bytes/crc.js';
import {
  CIVIL_CLOCK,
  FIRST_OPEN,
  HOUR,
  LAST_S,
  METER,
  POWER,
  REGISTER,
  STATE_SIZE,
  UNIT,
  WATT_SECONDS,
} from '../../src/energy/ledger-state.js';
import { PEAKS_KEPT } from '../../src/energy/tariff.js';
import { MAX_TEXT_BYTES } from '../../src/reading/reading.js';
import { textOfNumbers } from '../../src/text/numbers.js';
import { dateTime, withFcs } from './frame.js';
import { asciiOf } from './hex.js';
import { vectorNamed, wireOf } from './vectors.js';

const HOUR_S = 3600;
/** The hour before the vectors' registers: 12:00 on 2026-01-15 by the meter's clock, which is UTC+1. */
const KEPT_HOUR = Date.UTC(2026, 0, 15, 11) / 1000 / HOUR_S;
/** Where date-time and active power import are in the vectors, and the date-time of the registers. */
const TIME_AT = 17;
const POWER_AT = 110;
const REGISTER_TIME_AT = 235;
/** Slots of hours, days and months. */
const SLOTS = [48, 62, 24];
/** What the registers of the hourly vector have grown in the kept hour, in units. */
const GROWN = 120;

function wave(length: number, from: number, step: number): number[] {
  return Array.from({ length }, (_, i) => from + ((i * step) % 997));
}

/** The text of the file: ten peaks, 48 hours, 62 days and 24 months, and an hour that the next hourly list settles. */
export function keptAccount(): string {
  const { values } = vectorNamed('3ph-hourly-new');
  const id = new Uint8Array(MAX_TEXT_BYTES);
  id.set(asciiOf(String(values.meter_id)));
  const state = new Float64Array(STATE_SIZE);
  state[HOUR] = state[FIRST_OPEN] = KEPT_HOUR;
  state[LAST_S] = (KEPT_HOUR + 1) * HOUR_S - 10;
  state[WATT_SECONDS] = 1200 * HOUR_S;
  state[UNIT] = 10;
  state[REGISTER] = Math.round(Number(values.active_energy_import_kwh) * 100) - GROWN;
  state[REGISTER + 1] = Math.round(Number(values.active_energy_export_kwh) * 100);
  state[METER] = checkSequence(id, 0, id.length);
  state[CIVIL_CLOCK] = 0;
  state[POWER] = -1;
  const peaks = Array.from({ length: PEAKS_KEPT }, (_, i) => 6420 - i * 137);
  const hours = peaks.map((_, i) => KEPT_HOUR - 29 - i * 24 + (i % 3));
  const series = SLOTS.flatMap((size, i) => [
    wave(size, 1234 * 20 ** i, 71),
    wave(size, 23 * 20 ** i, 37),
    wave(size, 0, 0),
  ]);
  return textOfNumbers([state, new Uint16Array(SLOTS[0]), [...peaks, ...hours], ...series]);
}

/** The list of a time, in s after the full hour that follows the kept one; on the full hour that is the hourly list. */
export function listAt(seconds: number): Uint8Array {
  const frame = wireOf(seconds ? '3ph-10s-new' : '3ph-hourly-new').slice();
  const utcMs = ((KEPT_HOUR + 1) * HOUR_S + seconds) * 1000;
  const time = dateTime(new Date(utcMs + HOUR_S * 1000).toISOString().slice(0, 19));
  frame.set(time, TIME_AT);
  if (!seconds) frame.set(time, REGISTER_TIME_AT);
  new DataView(frame.buffer).setUint32(POWER_AT, 900 + (((seconds + HOUR_S) * 37) % 4000));
  return withFcs(frame);
}

/** The lists of the last hour, 360, the latest of which is five minutes into the next hour. */
export function lastHour(): Uint8Array[] {
  return Array.from({ length: 360 }, (_, i) => listAt((i - 328) * 10));
}
