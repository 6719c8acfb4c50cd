/** DLMS/COSEM data in a push list (IEC 62056-53): tags, sizes, and a walk over the elements of a structure. */

/** Tags of data types. */
export const NULL_DATA = 0x00;
export const STRUCTURE = 0x02;
const DOUBLE_LONG = 0x05;
export const DOUBLE_LONG_UNSIGNED = 0x06;
export const OCTET_STRING = 0x09;
export const VISIBLE_STRING = 0x0a;
const INTEGER = 0x0f;
const LONG = 0x10;
const UNSIGNED = 0x11;
export const LONG_UNSIGNED = 0x12;
const ENUM = 0x16;

/** Tags of APDUs (IEC 62056-53, chapter 8). */
export const DATA_NOTIFICATION = 0x0f;
export const GENERAL_GLO_CIPHERING = 0xdb;

/** The LLC header of a message from the server (IEC 62056-46, chapter 7): destination, source, quality. */
export const LLC_BYTES = 3;
const LLC_DESTINATION = 0xe6;
const LLC_SOURCE = 0xe7;
/** Bytes of the APDU's tag and the long-invoke-id-and-priority. */
export const NOTIFICATION_HEADER_BYTES = 5;
/** Bytes of an OBIS code. */
export const OBIS_BYTES = 6;

/** Bytes of a number by tag, 0 for other types. One text, since an array would cost the device memory. */
const NUMBER_BYTES = '00000440000000012120001';

/** Called for each element, with its tag, the index of its first value byte, and the number of value bytes. */
export type ElementVisitor = (tag: number, at: number, length: number) => void;

/**
 * Visits the elements of the structure at index `at`, including those of nested structures, and returns the index after
 * the structure. Returns -1 at an unknown tag, or if the structure extends beyond `end`.
 */
export function walkStructure(bytes: Uint8Array, at: number, end: number, visit: ElementVisitor): number {
  if (at + 2 > end || bytes[at] !== STRUCTURE) return -1;
  let remaining = bytes[at + 1];
  at += 2;
  while (remaining > 0) {
    if (at >= end) return -1;
    const tag = bytes[at++];
    remaining--;
    if (tag === STRUCTURE) {
      // The elements of a nested structure follow in place: add them to the count.
      if (at >= end) return -1;
      remaining += bytes[at++];
      continue;
    }
    let length = 0;
    if (tag === OCTET_STRING || tag === VISIBLE_STRING) {
      if (at >= end || bytes[at] > 127) return -1;
      length = bytes[at++];
    } else if (tag !== NULL_DATA) {
      length = +NUMBER_BYTES.charAt(tag) || -1;
    }
    if (length < 0 || at + length > end) return -1;
    visit(tag, at, length);
    at += length;
  }
  return at;
}

/** The number at index `at`, of the type `tag`; null if that is not a number type. */
export function numberAt(view: DataView, tag: number, at: number): number | null {
  if (tag === DOUBLE_LONG_UNSIGNED) return view.getUint32(at);
  if (tag === LONG_UNSIGNED) return view.getUint16(at);
  if (tag === UNSIGNED || tag === ENUM) return view.getUint8(at);
  if (tag === DOUBLE_LONG) return view.getInt32(at);
  if (tag === LONG) return view.getInt16(at);
  if (tag === INTEGER) return view.getInt8(at);
  return null;
}

/**
 * Index of the data of a data-notification, after LLC and date-time; `at` is the index of the LLC. The date-time is `0C`
 * and 12 bytes, an octet-string `09 0C` and 12 bytes (old Kamstrup firmware, Kaifa) or `00` (Aidon).
 * Returns -1 if this is not a data-notification.
 */
export function notificationBody(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== LLC_DESTINATION || bytes[at + 1] !== LLC_SOURCE) return -1;
  at += LLC_BYTES;
  if (bytes[at] !== DATA_NOTIFICATION) return -1;
  at += NOTIFICATION_HEADER_BYTES;
  if (bytes[at] === OCTET_STRING) at++;
  return at + 1 + bytes[at];
}
