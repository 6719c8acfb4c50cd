/** The time zone of the page: that of the meter. */
import { offsetMinutes } from './format.js';
import type { Status } from './status.js';

/** Offset from UTC in minutes at the meter's location; the browser's offset until the device reports an hour. */
export function zoneOf(status: Status | null, utcMs: number): number {
  return offsetMinutes(status?.hour?.start) ?? -new Date(utcMs).getTimezoneOffset();
}
