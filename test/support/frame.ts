/** Frames built by the standard: HDLC around an information field with DLMS elements. */
import { checkSequence } from '../../src/bytes/crc.js';
import { asciiOf, concat } from './hex.js';

export const FLAG = 0x7e;
/** Kamstrup's destination, source and control. */
const KAMSTRUP_ADDRESSES = [0x2b, 0x21, 0x13];
const FLAGS = 2;
const FCS_AND_FLAG = 3;

/** The check sequence of the bytes as sent: low byte first. */
export function checkOf(bytes: ArrayLike<number>): number[] {
  const check = checkSequence(Uint8Array.from(bytes), 0, bytes.length);
  return [check & 255, check >> 8];
}

/** Format, addresses, control and HCS for a frame of `length` bytes between its flags. */
export function headerOf(length: number, addresses = KAMSTRUP_ADDRESSES): number[] {
  const header = [0xa0 | (length >> 8), length & 255, ...addresses];
  return [...header, ...checkOf(header)];
}

/** The whole frame, from flag to flag, with correct HCS and FCS. */
export function frameOf(information: ArrayLike<number>, addresses = KAMSTRUP_ADDRESSES): Uint8Array {
  const header = headerOf(2 + addresses.length + 2 + information.length + 2, addresses);
  const inside = [...header, ...Array.from(information)];
  return Uint8Array.from([FLAG, ...inside, ...checkOf(inside), FLAG]);
}

/** A copy of the frame with a corrected FCS. */
export function withFcs(frame: Uint8Array): Uint8Array {
  const mended = frame.slice();
  const fcs = frame.length - FCS_AND_FLAG;
  mended.set(checkOf(frame.subarray(1, fcs)), fcs);
  return mended;
}

/** A copy of the frame with one byte changed. */
export function withByte(frame: Uint8Array, at: number, value: number): Uint8Array {
  const changed = frame.slice();
  changed[at] = value;
  return changed;
}

/** A frame of so many bytes in total, filled with one byte value. */
export function frameOfTotal(total: number, filling = 0x55): Uint8Array {
  const around = FLAGS + 2 + KAMSTRUP_ADDRESSES.length + 2 + 2;
  return frameOf(new Uint8Array(total - around).fill(filling));
}

// Elements of a list (IEC 62056-53): tag, then value.

export function u32(value: number): number[] {
  return [0x06, value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export function u16(value: number): number[] {
  return [0x12, value >> 8, value & 255];
}

/** A signed number of 4, 2 or 1 bytes. */
export function signed(bytes: 4 | 2 | 1, value: number): number[] {
  const all = [value >> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255].map((byte) => byte & 255);
  return [{ 4: 0x05, 2: 0x10, 1: 0x0f }[bytes], ...all.slice(4 - bytes)];
}

export function octets(bytes: number[]): number[] {
  return [0x09, bytes.length, ...bytes];
}

export function text(value: string): number[] {
  return [0x0a, value.length, ...asciiOf(value)];
}

export function obis(code: string): number[] {
  return octets(code.split('.').map(Number));
}

export const NULL = [0x00];

export function structure(elements: number[][]): number[] {
  return [0x02, elements.length, ...elements.flat()];
}

/** The date-time of an ISO date; weekday, hundredths and deviation are not specified. */
export function dateTime(iso: string, status = 0): number[] {
  const [year, month, day, hour, minute, second] = iso.split(/[-T:]/).map(Number);
  return [year >> 8, year & 255, month, day, 255, hour, minute, second, 255, 0x80, 0, status];
}

const LLC_AND_NOTIFICATION = [0xe6, 0xe7, 0x00, 0x0f, 0, 0, 0, 0];
export const SOME_TIME = '2026-01-15T13:05:20';

/** The information field of a data-notification with the short form of the date-time. */
export function notification(body: number[], time = dateTime(SOME_TIME)): Uint8Array {
  return concat([LLC_AND_NOTIFICATION, [time.length, ...time], body]);
}
