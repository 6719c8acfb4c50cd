/**
 * The push lists of Kamstrup meters as specified (HAN-NVE interface description rev 3.1, chapter 2; OMNIPOWER HAN
 * interface specification 5512-2584), for simulating a meter and for testing the layouts that the reader learns. The
 * objects are declared once, in the order they are sent; the variants and their offsets follow from that.
 */

import {
  DATA_NOTIFICATION,
  DOUBLE_LONG_UNSIGNED,
  LLC_BYTES,
  LONG_UNSIGNED,
  NOTIFICATION_HEADER_BYTES,
  NULL_DATA,
  OBIS_BYTES,
  OCTET_STRING,
  STRUCTURE,
  VISIBLE_STRING,
} from '../../../src/han/dlms.js';
import { FCS_AND_FLAG_BYTES, type Layout, LIST_VERSION } from '../../../src/han/layout.js';
import { ENERGY_IMPORT, FIELD_COUNT } from '../../../src/reading/fields.js';
import { CLOCK, METER_ID, METER_NUMBER, METER_TYPE } from '../../../src/reading/obis.js';
import { DATE_TIME_BYTES } from '../../../src/time/date-time.js';

export const METER_ID_BYTES = 16;
export const METER_TYPE_BYTES = 18;
/** First number for objects that are sent but are not part of a reading; they are numbered upwards from here. */
const UNUSED = -50;

/** Index of the information field, after flag, format, two addresses and control of one byte each, and HCS. */
export const INFORMATION = 8;

/**
 * Successive objects of one type: groups C, D and E of their OBIS codes (A, B and F are 1, 1 and 255); type; value
 * bytes; number of the first one, as in src/reading/obis.ts and fields.ts. The others have the numbers that follow.
 */
export type Group = [string, number, number, number];

const TEXT = VISIBLE_STRING;
const U32 = DOUBLE_LONG_UNSIGNED;
const U16 = LONG_UNSIGNED;

const ID: Group = ['0.0.5', TEXT, METER_ID_BYTES, METER_ID];
const TYPE: Group = ['96.1.1', TEXT, METER_TYPE_BYTES, METER_TYPE];
const NUMBER: Group = ['0.0.1', U32, 4, METER_NUMBER];
const POWERS: Group = ['1.7.0 2.7.0 3.7.0 4.7.0', U32, 4, 0];
const CURRENTS: Group = ['31.7.0 51.7.0 71.7.0', U32, 4, 4];
const VOLTAGES: Group = ['32.7.0 52.7.0 72.7.0', U16, 2, 7];
/** 0.1.1.0.0.255, the only object whose OBIS code begins with 0.1. */
const METER_CLOCK: Group = ['1.0.0', OCTET_STRING, DATE_TIME_BYTES, CLOCK];
const REGISTERS: Group = ['1.8.0 2.8.0 3.8.0 4.8.0', U32, 4, 10];

const LIST_10_S = [ID, TYPE, POWERS, CURRENTS, VOLTAGES];
const LIST_HOURLY = LIST_10_S.concat([METER_CLOCK, REGISTERS]);
/** Shown in full in UtilitechAS/amsreader-firmware issue 216, from a meter with current transformers. */
const DLMS_PUSH_1: Group[] = [
  REGISTERS,
  NUMBER,
  POWERS,
  METER_CLOCK,
  VOLTAGES,
  CURRENTS,
  ['21.7.0 41.7.0 61.7.0', U32, 4, UNUSED],
  ['33.7.0 53.7.0 73.7.0 13.7.0', U16, 2, UNUSED],
  ['22.7.0 42.7.0 62.7.0 22.8.0 42.8.0 62.8.0 21.8.0 41.8.0 61.8.0', U32, 4, UNUSED],
];

/** Fields that a 1-phase meter lacks: L2 and L3. */
const PHASES_2_3 = [5, 6, 8, 9];
/** Fields that a 1-quadrant meter lacks too: all but active import. */
const ONE_QUADRANT = PHASES_2_3.concat([1, 2, 3, 11, 12, 13]);

export interface Variant {
  name: string;
  /** Bytes of the whole frame with the short date form. */
  total: number;
  groups: Group[];
  /** Absent fields: those with code and value sent as null-data, and those not sent at all. */
  nulls: number[];
  omitted: number[];
}

function variant(name: string, total: number, groups: Group[], nulls: number[], omitted: number[]): Variant {
  return { name, total, groups, nulls, omitted };
}

export const VARIANTS: Variant[] = [
  variant('3-phase 10 s', 228, LIST_10_S, [], []),
  variant('3-phase hourly', 302, LIST_HOURLY, [], []),
  variant('1-phase 10 s', 188, LIST_10_S, PHASES_2_3, []),
  variant('1-phase hourly', 262, LIST_HOURLY, PHASES_2_3, []),
  variant('1-phase 1-quadrant 10 s', 141, LIST_10_S, [], ONE_QUADRANT),
  variant('1-phase 1-quadrant hourly', 176, LIST_HOURLY, [], ONE_QUADRANT),
  variant('DLMS push 1', 461, DLMS_PUSH_1, [], []),
];

/** Calls `visit` with each object of a list: the six bytes of its OBIS code, its type, its value bytes and its number. */
export function eachObject(
  groups: Group[],
  visit: (obis: number[], type: number, bytes: number, object: number) => void,
): void {
  groups.forEach(function (group) {
    const head = group[3] === CLOCK ? [0, 1] : [1, 1];
    group[0].split(' ').forEach(function (code, index) {
      visit(head.concat(code.split('.').map(Number), 255), group[1], group[2], group[3] + index);
    });
  });
}

/** The first `count` bytes as words, copied; the last word is padded with zeros. */
function wordsOf(bytes: Uint8Array, count: number): Int32Array {
  const words = new Int32Array((count + 3) >> 2);
  words.set(new Int32Array(bytes.buffer, 0, words.length));
  return words;
}

/** Makes the layout of a variant; `octetStringDate` for the date form `09 0C` of old firmware. */
export function layOut(kind: Variant, octetStringDate: boolean): Layout {
  const bytes = new Uint8Array(512);
  const fixed = new Uint8Array(512);
  const offsets: { [object: number]: number } = {};
  const u32: number[] = [];
  const u16: number[] = [];
  let at = INFORMATION;
  let elements = 1;

  function put(values: number[]): void {
    bytes.set(values, at);
    fixed.fill(255, at, at + values.length);
    at += values.length;
  }

  function putObject(obis: number[], type: number, length: number, object: number): void {
    if (kind.omitted.indexOf(object) >= 0) return;
    elements += 2;
    if (kind.nulls.indexOf(object) >= 0) {
      put([NULL_DATA, NULL_DATA]);
      return;
    }
    put([OCTET_STRING, OBIS_BYTES].concat(obis, type));
    if (type === VISIBLE_STRING || type === OCTET_STRING) put([length]);
    offsets[object] = at;
    if (object >= 0) (type === DOUBLE_LONG_UNSIGNED ? u32 : u16).push(object);
    at += length;
  }

  function offsetsOf(fields: number[]): Uint16Array {
    return new Uint16Array(
      fields.map(function (field) {
        return offsets[field];
      }),
    );
  }

  put([0xe6, 0xe7, 0x00, DATA_NOTIFICATION]);
  at = INFORMATION + LLC_BYTES + NOTIFICATION_HEADER_BYTES;
  if (octetStringDate) put([OCTET_STRING]);
  put([DATE_TIME_BYTES]);
  const time = at;
  at += DATE_TIME_BYTES;
  const structure = at;
  put([STRUCTURE, 0, VISIBLE_STRING, LIST_VERSION.length]);
  const listVersion = at;
  for (let i = 0; i < LIST_VERSION.length; i++) put([LIST_VERSION.charCodeAt(i)]);
  eachObject(kind.groups, putObject);
  bytes[structure + 1] = elements;

  return {
    name: kind.name + (octetStringDate ? ', old firmware' : ''),
    total: at + FCS_AND_FLAG_BYTES,
    information: INFORMATION,
    time,
    listVersion,
    meterId: offsets[METER_ID] || 0,
    meterIdBytes: METER_ID in offsets ? METER_ID_BYTES : 0,
    meterNumber: offsets[METER_NUMBER] || 0,
    meterType: offsets[METER_TYPE] || 0,
    meterTypeBytes: METER_TYPE in offsets ? METER_TYPE_BYTES : 0,
    clock: offsets[CLOCK] || 0,
    registers: u32.some((field) => field >= ENERGY_IMPORT),
    has: Uint8Array.from({ length: FIELD_COUNT }, (_, field) => (field in offsets ? 1 : 0)),
    others: [],
    fields32: new Uint8Array(u32),
    offsets32: offsetsOf(u32),
    fields16: new Uint8Array(u16),
    offsets16: offsetsOf(u16),
    constant: wordsOf(bytes, at),
    mask: wordsOf(fixed, at),
  };
}

/** The layout of the list whose frame has `total` bytes, including flags; null if there is none. */
export function layoutOf(total: number): Layout | null {
  // The octet-string form of the date is one byte longer.
  const kind = VARIANTS.find((one) => one.total === total || one.total + 1 === total);
  return kind ? layOut(kind, kind.total !== total) : null;
}
