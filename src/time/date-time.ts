/** The COSEM date-time in a meter's list (IEC 62056-6-2, 4.1.6.1). */
import { civilText, DAY_MS, daysFromCivil } from './calendar.js';

/** Bytes of a date-time. */
export const DATE_TIME_BYTES = 12;
/** Index of the clock status byte, and its bit "invalid value". */
const STATUS = 11;
const CLOCK_INVALID = 1;

/** True if the meter reports that its clock is not set, for example 2000-01-01 after a power cut. */
export function clockInvalid(dateTime: Uint8Array): boolean {
  return (dateTime[STATUS] & CLOCK_INVALID) === 1;
}

/**
 * Milliseconds since 1970-01-01 on the meter's own clock, from a COSEM date-time (IEC 62056-6-2, 4.1.6.1):
 * year u16, month, day, weekday, hour, minute, second, hundredths, deviation i16, status. Null if date or time is not
 * specified. Kamstrup sends no time zone; most meters keep standard time (UTC+1) all year.
 */
export function meterMs(dateTime: Uint8Array): number | null {
  const year = dateTime[0] * 256 + dateTime[1];
  const month = dateTime[2];
  const day = dateTime[3];
  const hour = dateTime[5];
  const minute = dateTime[6];
  const second = dateTime[7];
  if (year === 0 || year === 0xffff || month < 1 || month > 12 || day < 1 || day > 31) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  return daysFromCivil(year, month, day) * DAY_MS + (hour * 3600 + minute * 60 + second) * 1000;
}

/** The date-time as `YYYY-MM-DDThh:mm:ss` on the meter's own clock; null if date or time is not specified. */
export function dateTimeText(dateTime: Uint8Array): string | null {
  const ms = meterMs(dateTime);
  return ms === null ? null : civilText(ms);
}
