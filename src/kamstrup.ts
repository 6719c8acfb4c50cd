/**
 * The push lists of Kamstrup meters as data (HAN-NVE interface description rev 3.1, chapter 2; OMNIPOWER HAN interface
 * specification 5512-2584). The objects are declared once, in the order they are sent; the layouts of the variants and
 * their fixed offsets follow from that.
 */
import {
  DATA_NOTIFICATION,
  DATE_TIME_BYTES,
  DOUBLE_LONG_UNSIGNED,
  LLC_BYTES,
  LONG_UNSIGNED,
  NOTIFICATION_HEADER_BYTES,
  NULL_DATA,
  OBIS_BYTES,
  OCTET_STRING,
  STRUCTURE,
  VISIBLE_STRING,
} from './dlms.js';

/** What stands behind the last element of a list. */
export const FCS_AND_FLAG_BYTES = 3;

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
/** Sent, but no part of the reading: power, energy and power factor by phase. */
export const UNUSED = -5;

/** Groups C, D and E of the OBIS code; type; value bytes of a string; what it is. Groups A, B and F are 1, 1 and 255. */
export type CosemObject = [string, number, number, number];

const TEXT = VISIBLE_STRING;
const U32 = DOUBLE_LONG_UNSIGNED;
const U16 = LONG_UNSIGNED;

const ID: CosemObject[] = [
  ['0.0.5', TEXT, METER_ID_BYTES, METER_ID],
  ['96.1.1', TEXT, METER_TYPE_BYTES, METER_TYPE],
];
const POWERS: CosemObject[] = [
  ['1.7.0', U32, 4, 0],
  ['2.7.0', U32, 4, 1],
  ['3.7.0', U32, 4, 2],
  ['4.7.0', U32, 4, 3],
];
const CURRENTS: CosemObject[] = [
  ['31.7.0', U32, 4, 4],
  ['51.7.0', U32, 4, 5],
  ['71.7.0', U32, 4, 6],
];
const VOLTAGES: CosemObject[] = [
  ['32.7.0', U16, 2, 7],
  ['52.7.0', U16, 2, 8],
  ['72.7.0', U16, 2, 9],
];
/** 0.1.1.0.0.255, the only object whose OBIS code begins with 0.1. */
const METER_CLOCK: CosemObject[] = [['1.0.0', OCTET_STRING, DATE_TIME_BYTES, CLOCK]];
const REGISTERS: CosemObject[] = [
  ['1.8.0', U32, 4, 10],
  ['2.8.0', U32, 4, 11],
  ['3.8.0', U32, 4, 12],
  ['4.8.0', U32, 4, 13],
];
const NUMBER: CosemObject[] = [['0.0.1', U32, 4, METER_NUMBER]];

function unused(type: number, bytes: number, codes: string): CosemObject[] {
  return codes.split(' ').map(function (code): CosemObject {
    return [code, type, bytes, UNUSED];
  });
}

const LIST_10_S = ID.concat(POWERS, CURRENTS, VOLTAGES);
const HOURLY = METER_CLOCK.concat(REGISTERS);
/** Seen whole in UtilitechAS/amsreader-firmware issue 216, a meter with current transformers. */
const DLMS_PUSH_1 = REGISTERS.concat(
  NUMBER,
  POWERS,
  METER_CLOCK,
  VOLTAGES,
  CURRENTS,
  unused(U32, 4, '21.7.0 41.7.0 61.7.0'),
  unused(U16, 2, '33.7.0 53.7.0 73.7.0 13.7.0'),
  unused(U32, 4, '22.7.0 42.7.0 62.7.0 22.8.0 42.8.0 62.8.0 21.8.0 41.8.0 61.8.0'),
);
/** What a 1-phase meter lacks: L2 and L3. */
const PHASES_2_3 = [5, 6, 8, 9];
/** What a 1-quadrant meter lacks as well: all but active import. */
const QUADRANTS_2_TO_4 = [1, 2, 3, 11, 12, 13];

interface Variant {
  name: string;
  /** Bytes of the whole frame with the short date form, as the papers and the meters have it. */
  total: number;
  objects: CosemObject[];
  /** Fields that are absent: code and value sent as null-data, or not sent at all. */
  nulls: number[];
  omitted: number[];
}

function variant(name: string, total: number, objects: CosemObject[], nulls: number[], omitted: number[]): Variant {
  return { name, total, objects, nulls, omitted };
}

const ONE_QUADRANT = PHASES_2_3.concat(QUADRANTS_2_TO_4);
export const VARIANTS: Variant[] = [
  variant('3-phase 10 s', 228, LIST_10_S, [], []),
  variant('3-phase hourly', 302, LIST_10_S.concat(HOURLY), [], []),
  variant('1-phase 10 s', 188, LIST_10_S, PHASES_2_3, []),
  variant('1-phase hourly', 262, LIST_10_S.concat(HOURLY), PHASES_2_3, []),
  variant('1-phase 1-quadrant 10 s', 141, LIST_10_S, [], ONE_QUADRANT),
  variant('1-phase 1-quadrant hourly', 176, LIST_10_S.concat(HOURLY), [], ONE_QUADRANT),
  variant('DLMS push 1', 461, DLMS_PUSH_1, [], []),
];

/** A variant with its fixed offsets, all counted from the opening flag; 0 for what it lacks. */
export interface Layout {
  name: string;
  /** Bytes of the whole frame, flags included. */
  total: number;
  time: number;
  listVersion: number;
  meterId: number;
  meterNumber: number;
  meterType: number;
  clock: number;
  /** Fields sent as u32 and as u16, and the offset of each. */
  fields32: Uint8Array;
  offsets32: Uint16Array;
  fields16: Uint8Array;
  offsets16: Uint16Array;
  /** What is the same in each list of this layout, four bytes to a word, and which bits of a word that is. */
  constant: Int32Array;
  mask: Int32Array;
}

/** Index of the information field: flag, format, Kamstrup's two addresses and control of a byte each, and HCS go before it. */
export const INFORMATION = 8;

/** The six bytes of an object's OBIS code. */
export function obisOf(object: CosemObject): number[] {
  const groups = object[3] === CLOCK ? [0, 1] : [1, 1];
  return groups.concat(object[0].split('.').map(Number), 255);
}

/** The first `count` bytes as words, in a piece of memory of their own; the last word is filled up with zeros. */
function wordsOf(bytes: Uint8Array, count: number): Int32Array {
  const words = new Int32Array((count + 3) >> 2);
  words.set(new Int32Array(bytes.buffer, 0, words.length));
  return words;
}

/** Lays a variant out; `octetStringDate` for the date form `09 0C` of old firmware. */
export function layOut(kind: Variant, octetStringDate: boolean): Layout {
  const bytes = new Uint8Array(512);
  const fixed = new Uint8Array(512);
  const offsets: { [what: number]: number } = {};
  const u32: number[] = [];
  const u16: number[] = [];
  let at = INFORMATION;
  let elements = 1;

  function put(values: number[]): void {
    values.forEach(function (value) {
      bytes[at] = value;
      fixed[at++] = 255;
    });
  }

  function putObject(object: CosemObject): void {
    const type = object[1];
    const what = object[3];
    if (kind.omitted.indexOf(what) >= 0) return;
    elements += 2;
    if (kind.nulls.indexOf(what) >= 0) {
      put([NULL_DATA, NULL_DATA]);
      return;
    }
    put([OCTET_STRING, OBIS_BYTES].concat(obisOf(object), type));
    if (type === VISIBLE_STRING || type === OCTET_STRING) put([object[2]]);
    offsets[what] = at;
    if (what >= 0) (type === U32 ? u32 : u16).push(what);
    at += object[2];
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
  kind.objects.forEach(putObject);
  bytes[structure + 1] = elements;

  return {
    name: kind.name + (octetStringDate ? ', old firmware' : ''),
    total: at + FCS_AND_FLAG_BYTES,
    time,
    listVersion,
    meterId: offsets[METER_ID] || 0,
    meterNumber: offsets[METER_NUMBER] || 0,
    meterType: offsets[METER_TYPE] || 0,
    clock: offsets[CLOCK] || 0,
    fields32: new Uint8Array(u32),
    offsets32: offsetsOf(u32),
    fields16: new Uint8Array(u16),
    offsets16: offsetsOf(u16),
    constant: wordsOf(bytes, at),
    mask: wordsOf(fixed, at),
  };
}

/** Layouts by the bytes of the whole frame, laid out when the first frame of that length comes: a meter sends two. */
const layouts: { [total: number]: Layout } = {};

/** The layout of the known list whose frame has `total` bytes, flags included; null if there is none. */
export function layoutOf(total: number): Layout | null {
  const layout = layouts[total];
  if (layout) return layout;
  for (let i = 0; i < VARIANTS.length; i++) {
    // The octet-string form of the date is one byte longer.
    const extra = total - VARIANTS[i].total;
    if (extra === 0 || extra === 1) return (layouts[total] = layOut(VARIANTS[i], extra === 1));
  }
  return null;
}

/**
 * True if `n` words are the same in the bits of the mask. The interpreter finds a name by walking the scope: what the
 * loop uses comes first, and nothing else is in it.
 */
export function sameWords(n: number, words: Int32Array, mask: Int32Array, constant: Int32Array): boolean {
  while (n--) if ((words[n] & mask[n]) !== constant[n]) return false;
  return true;
}

/** True if the frame, as words, has every constant byte of the layout: LLC, tags, lengths, OBIS codes, list version. */
export function agrees(layout: Layout, words: Int32Array): boolean {
  return sameWords(layout.mask.length, words, layout.mask, layout.constant);
}

/** What an OBIS code stands for, by its six bytes joined with points; the same for each list of `Kamstrup_V0001`. */
export function meanings(): { [code: string]: number } {
  const result: { [code: string]: number } = {};
  VARIANTS.forEach(function (kind) {
    kind.objects.forEach(function (object) {
      result[obisOf(object).join('.')] = object[3];
    });
  });
  return result;
}
