/**
 * The push lists of Kamstrup meters as data (HAN-NVE interface description rev 3.1, chapter 2; OMNIPOWER HAN interface
 * specification 5512-2584). The objects are declared once, in the order they are sent; `layout.ts` makes offsets of them.
 */
import { DATE_TIME_BYTES, DOUBLE_LONG_UNSIGNED, LONG_UNSIGNED, OCTET_STRING, VISIBLE_STRING } from './dlms.js';

export const METER_ID_BYTES = 16;
export const METER_TYPE_BYTES = 18;
/** DLMS push 1 counts its registers in 1 Wh, whatever the setting says. */
export const WH_OF_PUSH_1 = 1;
export const LIST_VERSION = 'Kamstrup_V0001';

// What an object is, besides a field of the reading (0 and up).
export const METER_ID = -1;
export const METER_TYPE = -2;
export const CLOCK = -3;
/** A u32, sent in place of the meter id by DLMS push 1, whose registers count in 1 Wh. */
export const METER_NUMBER = -4;
/** Sent, but no part of the reading: power, energy and power factor by phase. All up to this number are that. */
export const UNUSED = -50;

/**
 * Objects of one type that are sent one behind the other: groups C, D and E of their OBIS codes (A, B and F are 1, 1 and
 * 255); type; value bytes; what the first of them is. The others are the fields that follow it.
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
/** Seen whole in UtilitechAS/amsreader-firmware issue 216, a meter with current transformers. */
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

/** What a 1-phase meter lacks: L2 and L3. */
const PHASES_2_3 = [5, 6, 8, 9];
/** What a 1-quadrant meter lacks as well: all but active import. */
const ONE_QUADRANT = PHASES_2_3.concat([1, 2, 3, 11, 12, 13]);

export interface Variant {
  name: string;
  /** Bytes of the whole frame with the short date form, as the papers and the meters have it. */
  total: number;
  groups: Group[];
  /** Fields that are absent: code and value sent as null-data, or not sent at all. */
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

/** Calls `visit` with each object of a list: the six bytes of its OBIS code, its type, its value bytes, what it is. */
export function eachObject(
  groups: Group[],
  visit: (obis: number[], type: number, bytes: number, what: number) => void,
): void {
  groups.forEach(function (group) {
    const head = group[3] === CLOCK ? [0, 1] : [1, 1];
    group[0].split(' ').forEach(function (code, index) {
      visit(head.concat(code.split('.').map(Number), 255), group[1], group[2], group[3] + index);
    });
  });
}

/** What an OBIS code stands for, by its six bytes joined with points; the same for each list of `Kamstrup_V0001`. */
export function meanings(): { [code: string]: number } {
  const result: { [code: string]: number } = {};
  VARIANTS.forEach(function (kind) {
    eachObject(kind.groups, function (obis, _type, _bytes, what) {
      result[obis.join('.')] = what;
    });
  });
  return result;
}
