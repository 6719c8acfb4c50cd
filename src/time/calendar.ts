/** The proleptic Gregorian calendar, independent of clocks and time zones. */
import { floor } from '../text/math.js';

/** Milliseconds in a day. */
export const DAY_MS = 86400000;

/** Days from 1970-01-01 to a date; `month` is 1 to 12 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const era = floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + floor(yearOfEra / 4) - floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** Milliseconds since 1970-01-01 as `YYYY-MM-DDThh:mm:ss`, in the same time zone as `ms`. */
export function civilText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}
