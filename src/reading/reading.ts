/** The latest reading of the meter: one record, created once and overwritten. Its numbers are raw, as sent. */

import { characters } from '../text/characters.js';
import { min } from '../text/math.js';
import { DATE_TIME_BYTES } from '../time/date-time.js';
import { ENERGY_IMPORT, FIELD_COUNT } from './fields.js';

/** Size of a text, in bytes. */
export const MAX_TEXT_BYTES = 32;

/** The latest values of the meter. */
export interface Reading {
  /** Names of the protocol and of the list's layout; empty before the first list. */
  protocol: string;
  layout: string;
  /** Raw values by field, not scaled; valid only where `known` is 1. */
  readonly values: Float64Array;
  readonly known: Uint8Array;
  /** Wh per unit of the energy registers if the list defines it; 0 if the setting does. */
  registerUnitWh: number;
  /** Decimal places of a raw current if the protocol defines them; 0 if the setting does. */
  currentDigits: number;
  /** Texts as bytes, padded with zeros, since Espruino copies bytes natively. */
  readonly meterId: Uint8Array;
  /** True if the meter id must not be shown (`hide_meter_id`); see `visibleMeterId`. */
  hideMeterId: boolean;
  readonly meterType: Uint8Array;
  readonly listVersion: Uint8Array;
  /** COSEM date-time of the latest list, and of the latest list with registers: 12 bytes, all 0 if unknown. */
  readonly time: Uint8Array;
  readonly energyTime: Uint8Array;
}

/** Creates a reading in which nothing is known. All its memory is allocated here. */
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

/** Copies `length` bytes of `source` from index `at` into a text of the reading; more than 32 bytes are cut. */
export function setTextFromBytes(text: Uint8Array, source: Uint8Array, at: number, length: number): void {
  text.fill(0);
  text.set(source.subarray(at, at + min(length, MAX_TEXT_BYTES)));
}

/** A text of the reading as a string, one character per byte; null if it is empty. */
export function textOf(bytes: Uint8Array): string | null {
  let end = 0;
  while (end < MAX_TEXT_BYTES && bytes[end]) end++;
  return characters(bytes, 0, end) || null;
}

/** The meter id as it may be shown; null if it is unknown or hidden. */
export function visibleMeterId(reading: Reading): string | null {
  return reading.hideMeterId ? null : textOf(reading.meterId);
}

/** Writes a whole number, or a string of one character per byte, into a text of the reading; more than 32 are cut. */
export function setTextFromValue(text: Uint8Array, value: number | string): void {
  const digits = '' + value;
  text.fill(0);
  for (let i = 0; i < digits.length && i < MAX_TEXT_BYTES; i++) text[i] = digits.charCodeAt(i);
}

/** Clears meter id and meter type. */
export function clearTexts(reading: Reading): void {
  reading.meterId.fill(0);
  reading.meterType.fill(0);
}

/** Clears the energy registers, as when another meter responds. */
export function clearRegisters(reading: Reading): void {
  reading.known.fill(0, ENERGY_IMPORT);
  reading.energyTime.fill(0);
}
