/** The fixed offsets of the known lists, and whether a frame has everything else that such a list has. */
import {
  DATA_NOTIFICATION,
  DATE_TIME_BYTES,
  DOUBLE_LONG_UNSIGNED,
  LLC_BYTES,
  NOTIFICATION_HEADER_BYTES,
  NULL_DATA,
  OBIS_BYTES,
  OCTET_STRING,
  STRUCTURE,
  VISIBLE_STRING,
} from './dlms.js';
import {
  CLOCK,
  eachObject,
  LIST_VERSION,
  METER_ID,
  METER_NUMBER,
  METER_TYPE,
  VARIANTS,
  type Variant,
} from './kamstrup.js';

/** What stands behind the last element of a list. */
export const FCS_AND_FLAG_BYTES = 3;

/** Index of the information field: flag, format, Kamstrup's two addresses and control of a byte each, and HCS go before it. */
export const INFORMATION = 8;

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
    bytes.set(values, at);
    fixed.fill(255, at, at + values.length);
    at += values.length;
  }

  function putObject(obis: number[], type: number, length: number, what: number): void {
    if (kind.omitted.indexOf(what) >= 0) return;
    elements += 2;
    if (kind.nulls.indexOf(what) >= 0) {
      put([NULL_DATA, NULL_DATA]);
      return;
    }
    put([OCTET_STRING, OBIS_BYTES].concat(obis, type));
    if (type === VISIBLE_STRING || type === OCTET_STRING) put([length]);
    offsets[what] = at;
    if (what >= 0) (type === DOUBLE_LONG_UNSIGNED ? u32 : u16).push(what);
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

/** True if `n` words are the same in the bits of the mask, four a turn. What the loop uses comes first in its scope. */
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

/** True if the frame, as words, has every constant byte of the layout: LLC, tags, lengths, OBIS codes, list version. */
export function agrees(layout: Layout, words: Int32Array): boolean {
  return sameWords(layout.mask.length, words, layout.mask, layout.constant);
}
