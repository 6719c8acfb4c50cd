/**
 * What the objects of Kamstrup's push lists mean, by their OBIS codes (HAN-NVE interface description rev 3.1, chapter 2;
 * OMNIPOWER HAN interface specification 5512-2584). They mean the same in each list of `Kamstrup_V0001`.
 */

// What an object is, besides a field of the reading (0 and up).
export const METER_ID = -1;
export const METER_TYPE = -2;
/** A u32, sent in place of the meter id by DLMS push 1. */
export const METER_NUMBER = -3;
/** Sent, but no part of the reading: power, energy and power factor by phase. */
export const UNUSED = -4;
export const CLOCK = -5;

/** The clock's OBIS code, the only one that does not begin with 1.1. */
const CLOCK_CODE = '0.1.1.0.0.255';
/** Groups C, D and E of meter number, type and id, and of all fields in their order. Groups A, B and F are 1, 1 and 255. */
const CODES =
  '0.0.1 96.1.1 0.0.5 1.7.0 2.7.0 3.7.0 4.7.0 31.7.0 51.7.0 71.7.0 32.7.0 52.7.0 72.7.0 1.8.0 2.8.0 3.8.0 4.8.0';
const BEFORE_FIELDS = 3;

/** What an OBIS code stands for, given as its six bytes joined with points. */
export function meaningOf(code: string): number {
  if (code === CLOCK_CODE) return CLOCK;
  const middle = code.slice(4, code.length - 4);
  return code === '1.1.' + middle + '.255' ? CODES.split(' ').indexOf(middle) - BEFORE_FIELDS : UNUSED;
}
