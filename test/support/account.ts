/** What the tests of the account have in common: a Tuesday in winter, and meters whose clock says something else. */
import type { Push } from '../../board/host/simulator/meter.js';
import { dateTime, withFcs } from './frame.js';
import { createSite, grownKwh, HOUR_MS, type Row, type Site } from './site.js';

/** 09:20 in Norway, on a Tuesday in winter. */
export const START = Date.UTC(2026, 0, 13, 8, 20);
export const MINUTE_MS = 60000;
/** Where the date-times of a list begin: the hourly list has one for its registers too. */
const TIME_AT = 17;
const REGISTER_TIME_AT = 235;

/** ms UTC of this time of that Tuesday, or of the days behind it. */
export function at(hours: number, minutes = 0): number {
  return Date.UTC(2026, 0, 13, hours, minutes);
}

export function hourly(push: Push): boolean {
  return push.hourly;
}

/** The row of the hour that begins at this hour of Norwegian time. */
export function rowOf(site: Site, hour: string): Row {
  return site.rows('hours').find((row) => row.start!.slice(11, 13) === hour)!;
}

/** What the books say of it, kWh of import by the registers. */
export function bookOf(site: Site, utcMs: number): number {
  return grownKwh(site.meter.books, Math.floor(utcMs / HOUR_MS) - Math.floor(START / HOUR_MS))[0];
}

/** The powers of the last hour, as the history shows them. */
export function powersOf(site: Site): (number | null)[] {
  return JSON.parse(site.get('/history?span=power').body).rows;
}

/** The list with another time in it: that of an ISO date, or for a number the same so many hours later. */
export function retimed(push: Push, time: string | number, status = 0): Uint8Array {
  const frame = push.bytes.slice();
  for (const place of push.hourly ? [TIME_AT, REGISTER_TIME_AT] : [TIME_AT]) {
    if (typeof time === 'string') frame.set(dateTime(time, status), place);
    else frame[place + 5] = (frame[place + 5] + time) % 24;
  }
  return withFcs(frame);
}

export interface Wandering {
  site: Site;
  /** From now on its lists say this: a time, or so many hours too much; null for the right time. */
  says(time: string | number | null, status?: number): void;
}

/** A site whose meter says another time for as long as it is told to; `status` 1 for a clock that it does not trust. */
export function createWandering(options: { ntp?: boolean } = {}): Wandering {
  let now: string | number | null = null;
  let trusted = 0;
  const frameOf = (push: Push): Uint8Array => (now === null ? push.bytes : retimed(push, now, trusted));
  return {
    site: createSite({ start: START }, {}, { ...options, frameOf }),
    says(time, status = 0) {
      now = time;
      trusted = status;
    },
  };
}
