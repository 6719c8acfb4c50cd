/**
 * Where the values are in a list. The first list of each kind is walked element by element; the layout found applies to
 * every later list that differs from it only in its values. So a known kind needs no walk, and lists that are not
 * documented, such as those of 2-quadrant meters, are read too.
 */

import { ENERGY_IMPORT, FIELD_COUNT, POWER_EXPORT, REACTIVE_EXPORT, VOLTAGE_L2 } from '../reading/fields.js';
import { CLOCK, METER_ID, METER_NUMBER, METER_TYPE, meaningOf } from '../reading/obis.js';
import { DATE_TIME_BYTES } from '../time/date-time.js';
import {
  DOUBLE_LONG_UNSIGNED,
  LLC_BYTES,
  LONG_UNSIGNED,
  NOTIFICATION_HEADER_BYTES,
  NULL_DATA,
  notificationBody,
  OBIS_BYTES,
  OCTET_STRING,
  VISIBLE_STRING,
  walkStructure,
} from './dlms.js';

/** The list version, the first element of each of Kamstrup's push lists. */
export const LIST_VERSION = 'Kamstrup_V0001';

/** Bytes after the last element of a list. */
export const FCS_AND_FLAG_BYTES = 3;

/** The offsets of one kind of list, counted from the opening flag; 0 for elements it does not have. */
export interface Layout {
  name: string;
  /** Bytes of the whole frame, including flags, and the index of its information field. */
  total: number;
  information: number;
  time: number;
  listVersion: number;
  meterNumber: number;
  meterId: number;
  meterIdBytes: number;
  meterType: number;
  meterTypeBytes: number;
  clock: number;
  /** True if it has energy registers. */
  registers: boolean;
  /** 1 for each field that it contains, by field. */
  has: Uint8Array;
  /** The fields sent as u32 and as u16, and the offset of each. */
  fields32: Uint8Array;
  offsets32: Uint16Array;
  fields16: Uint8Array;
  offsets16: Uint16Array;
  /** Fields of other types, which are not documented, in groups of three: field, tag, offset. */
  others: number[];
  /** The bits that are the same in all lists of this layout, in 32-bit words, and the mask of these bits. */
  constant: Int32Array;
  mask: Int32Array;
}

/** The elements of a list by meaning (a field, METER_ID, ...). */
interface FoundElements {
  listVersion: number;
  tags: { [meaning: number]: number };
  offsets: { [meaning: number]: number };
  lengths: { [meaning: number]: number };
}

/** True if the bytes from index `at` are the text. */
function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Walks the elements from `body` to `end`, and clears `fixed` at the values. Null if they do not end there, or it is no Kamstrup list. */
function walkList(frame: Uint8Array, body: number, end: number, fixed: Uint8Array): FoundElements | null {
  const found: FoundElements = { listVersion: 0, tags: {}, offsets: {}, lengths: {} };
  let meaning = 0;
  let expectsValue = false;

  function visit(tag: number, at: number, length: number): void {
    if (expectsValue) {
      expectsValue = false;
      fixed.fill(0, at, at + length);
      if (tag === NULL_DATA) return;
      found.tags[meaning] = tag;
      found.offsets[meaning] = at;
      found.lengths[meaning] = length;
    } else if (tag === OCTET_STRING && length === OBIS_BYTES) {
      meaning = meaningOf(frame.subarray(at, at + length).join('.'));
      expectsValue = true;
    } else if (tag === VISIBLE_STRING && length === LIST_VERSION.length && !found.listVersion) found.listVersion = at;
  }

  if (body < 0 || walkStructure(frame, body, end, visit) !== end || expectsValue) return null;
  return found.listVersion && hasText(frame, found.listVersion, LIST_VERSION) ? found : null;
}

/** The name of a layout, derived from its elements. */
function nameOf(found: FoundElements, registers: boolean, oldFirmware: boolean): string {
  const tags = found.tags;
  const quadrants = tags[REACTIVE_EXPORT] ? '' : tags[POWER_EXPORT] ? '2-quadrant ' : '1-quadrant ';
  const phases = tags[VOLTAGE_L2] ? '3-phase ' : '1-phase ';
  const name = tags[METER_NUMBER] ? 'DLMS push 1' : phases + quadrants + (registers ? 'hourly' : '10 s');
  return name + (oldFirmware ? ', old firmware' : '');
}

/** The fields found: those sent as u32, their offsets, those sent as u16, their offsets, and others; sets `has`. */
function fieldsByType(found: FoundElements, has: Uint8Array): number[][] {
  const numbers: number[][] = [[], [], [], [], []];
  for (let field = 0; field < FIELD_COUNT; field++) {
    const tag = found.tags[field];
    const at = found.offsets[field];
    if (tag === undefined) continue;
    has[field] = 1;
    const kind = tag === DOUBLE_LONG_UNSIGNED ? 0 : tag === LONG_UNSIGNED ? 2 : 4;
    if (kind === 4) numbers[4].push(field, tag, at);
    else {
      numbers[kind].push(field);
      numbers[kind + 1].push(at);
    }
  }
  return numbers;
}

/** The layout of the frame of `total` bytes. Null unless it is a complete Kamstrup list with at least one value. */
export function learnLayout(frame: Uint8Array, total: number, information: number): Layout | null {
  const body = notificationBody(frame, information);
  const end = total - FCS_AND_FLAG_BYTES;
  const words = (end + 3) >> 2;
  // 255 for each byte that is the same in all lists of this kind; the variable ones are cleared below.
  const fixed = new Uint8Array(words * 4);
  fixed.fill(255, information, end);
  const found = walkList(frame, body, end, fixed);
  if (!found) return null;

  const has = new Uint8Array(FIELD_COUNT);
  const numbers = fieldsByType(found, has);
  const registers = has.indexOf(1, ENERGY_IMPORT) >= 0;
  if (has.indexOf(1) < 0) return null;

  // The long-invoke-id-and-priority and the date-time vary.
  const apdu = information + LLC_BYTES;
  fixed.fill(0, apdu + 1, apdu + NOTIFICATION_HEADER_BYTES);
  const time = frame[body - DATE_TIME_BYTES - 1] === DATE_TIME_BYTES ? body - DATE_TIME_BYTES : 0;
  if (time) fixed.fill(0, time, body);
  const mask = new Int32Array(fixed.buffer);
  const frameWords = new Int32Array(frame.buffer);
  const oldFirmware = frame[apdu + NOTIFICATION_HEADER_BYTES] === OCTET_STRING;
  // The clock object is the time of the registers.
  const clock = registers && found.lengths[CLOCK] === DATE_TIME_BYTES ? found.offsets[CLOCK] : 0;
  return {
    name: nameOf(found, registers, oldFirmware),
    total,
    information,
    time,
    listVersion: found.listVersion,
    meterNumber: found.offsets[METER_NUMBER] || 0,
    meterId: found.offsets[METER_ID] || 0,
    meterIdBytes: found.lengths[METER_ID] || 0,
    meterType: found.offsets[METER_TYPE] || 0,
    meterTypeBytes: found.lengths[METER_TYPE] || 0,
    clock,
    registers,
    has,
    fields32: new Uint8Array(numbers[0]),
    offsets32: new Uint16Array(numbers[1]),
    fields16: new Uint8Array(numbers[2]),
    offsets16: new Uint16Array(numbers[3]),
    others: numbers[4],
    constant: mask.map(function (bits, i) {
      return frameWords[i] & bits;
    }),
    mask,
  };
}

/** True if `n` words equal `constant` in the bits of the mask. Espruino searches names in order: those of the loop come first. */
export function sameWords(n: number, words: Int32Array, mask: Int32Array, constant: Int32Array): boolean {
  let differs = 0;
  while (n & 3) differs |= (words[--n] & mask[n]) ^ constant[n];
  while (n && !differs)
    differs =
      ((words[--n] & mask[n]) ^ constant[n]) |
      ((words[--n] & mask[n]) ^ constant[n]) |
      ((words[--n] & mask[n]) ^ constant[n]) |
      ((words[--n] & mask[n]) ^ constant[n]);
  return !differs;
}
