/** The one record of what the meter said last. It is made once and written over; numbers are raw, as sent. */

import { characters } from '../text/characters.js';
import { min } from '../text/math.js';
import { DATE_TIME_BYTES } from '../time/date-time.js';
import { ENERGY_IMPORT, FIELD_COUNT } from './fields.js';

/** Room for a text, in bytes. */
export const MAX_TEXT_BYTES = 32;

export interface Reading {
  /** Name of the protocol, and of the list's layout; empty before the first list. */
  protocol: string;
  layout: string;
  /** Raw values by field, without scale; worth something only where `known` is 1. */
  readonly values: Float64Array;
  readonly known: Uint8Array;
  /** Wh in one unit of the energy registers where the list itself tells it, else 0: the setting decides. */
  registerUnitWh: number;
  /** Digits behind the point of a raw current where the protocol tells it, else 0: the setting decides. */
  currentDigits: number;
  /** Texts as bytes, so that taking one over costs a native copy; zeros stand behind the last character. */
  readonly meterId: Uint8Array;
  /** True if the meter id is not to be shown (`hide_meter_id`); whoever shows it asks `shownId`. */
  hideMeterId: boolean;
  readonly meterType: Uint8Array;
  readonly listVersion: Uint8Array;
  /** Date-time of the latest list and of the latest list with registers: 12 bytes (see `dateTimeText`), all 0 if none. */
  readonly time: Uint8Array;
  readonly energyTime: Uint8Array;
}

/** Makes a record in which nothing is known yet. All memory it will ever use is taken here. */
export function createReading(): Reading {
  return {
    protocol: '',
    layout: '',
    values: new Float64Array(FIELD_COUNT),
    known: new Uint8Array(FIELD_COUNT),
    registerUnitWh: 0,
    currentDigits: 0,
    meterId: new Uint8Array(MAX_TEXT_BYTES),
    hideMeterId: false,
    meterType: new Uint8Array(MAX_TEXT_BYTES),
    listVersion: new Uint8Array(MAX_TEXT_BYTES),
    time: new Uint8Array(DATE_TIME_BYTES),
    energyTime: new Uint8Array(DATE_TIME_BYTES),
  };
}

/** Takes `length` bytes of `source` from `at` over into a text of the reading; what is longer than 32 bytes is cut. */
export function setTextFromBytes(text: Uint8Array, source: Uint8Array, at: number, length: number): void {
  text.fill(0);
  text.set(source.subarray(at, at + min(length, MAX_TEXT_BYTES)));
}

/** A text of the reading as a string of one character per byte; null if it is empty. */
export function textOf(bytes: Uint8Array): string | null {
  let end = 0;
  while (end < MAX_TEXT_BYTES && bytes[end]) end++;
  return characters(bytes, 0, end) || null;
}

/** The meter id as anybody may see it; null if it is not known or is hidden. */
export function visibleMeterId(reading: Reading): string | null {
  return reading.hideMeterId ? null : textOf(reading.meterId);
}

/** Writes a whole number, or a text of one character per byte, into a text of the reading. */
export function setTextFromValue(text: Uint8Array, value: number | string): void {
  const digits = '' + value;
  text.fill(0);
  for (let i = 0; i < digits.length && i < MAX_TEXT_BYTES; i++) text[i] = digits.charCodeAt(i);
}

/** Empties meter id and type. */
export function clearTexts(reading: Reading): void {
  reading.meterId.fill(0);
  reading.meterType.fill(0);
}

/** Forgets the registers, as when another meter speaks. */
export function clearRegisters(reading: Reading): void {
  reading.known.fill(0, ENERGY_IMPORT);
  reading.energyTime.fill(0);
}
