/** The one time zone of the page. */
import { offsetMinutes } from './format.js';
import type { Status } from './status.js';

/** How far the clock where the meter hangs is ahead of UTC, in minutes; while the device does not tell, the browser's clock. */
export function zoneOf(status: Status | null, utcMs: number): number {
  return offsetMinutes(status?.hour?.start) ?? -new Date(utcMs).getTimezoneOffset();
}
