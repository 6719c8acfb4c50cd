/**
 * The meaning of the objects in Kamstrup's push lists by OBIS code (HAN-NVE interface description rev 3.1, chapter 2;
 * OMNIPOWER HAN interface specification 5512-2584). It is the same in all lists of version `Kamstrup_V0001`.
 */

/** Meanings of an object that is not a field of the reading; fields are 0 and up. */
export const METER_ID = -1;
export const METER_TYPE = -2;
/** A u32, which DLMS push 1 sends instead of the meter id. */
export const METER_NUMBER = -3;
/** Not part of the reading, such as power, energy and power factor per phase. */
export const UNUSED = -4;
export const CLOCK = -5;

/** OBIS code of the clock, the only one that does not begin with 1.1. */
const CLOCK_CODE = '0.1.1.0.0.255';
/** Groups C, D and E of meter number, type and id, then of all fields in order. Groups A, B and F are 1, 1 and 255. */
const CODES =
  '0.0.1 96.1.1 0.0.5 1.7.0 2.7.0 3.7.0 4.7.0 31.7.0 51.7.0 71.7.0 32.7.0 52.7.0 72.7.0 1.8.0 2.8.0 3.8.0 4.8.0';
const BEFORE_FIELDS = 3;

/** The meaning of an OBIS code, given as its six bytes joined with points: a field, or one of the constants above. */
export function meaningOf(code: string): number {
  if (code === CLOCK_CODE) return CLOCK;
  const middle = code.slice(4, code.length - 4);
  return code === '1.1.' + middle + '.255' ? CODES.split(' ').indexOf(middle) - BEFORE_FIELDS : UNUSED;
}
