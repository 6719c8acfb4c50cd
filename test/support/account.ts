/** Shared by the tests of the account: a Tuesday in winter, and meters with another clock. */
import type { Push } from '../../board/host/simulator/meter.js';
import { dateTime, withFcs } from './frame.js';
import { createSite, grownKwh, HOUR_MS, type Row, type Site } from './site.js';

/** 09:20 in Norway, on a Tuesday in winter. */
export const START = Date.UTC(2026, 0, 13, 8, 20);
export const MINUTE_MS = 60000;
/** Offsets of the date-times in a list; the hourly list has one for its registers too. */
const TIME_AT = 17;
const REGISTER_TIME_AT = 235;

/** ms UTC of a time on that Tuesday, or on a later day. */
export function at(hours: number, minutes = 0): number {
  return Date.UTC(2026, 0, 13, hours, minutes);
}

export function hourly(push: Push): boolean {
  return push.hourly;
}

/** The row of the hour that starts at this hour of Norwegian time. */
export function rowOf(site: Site, hour: string): Row {
  return site.rows('hours').find((row) => row.start!.slice(11, 13) === hour)!;
}

/** The import of that hour in the books, kWh by the registers. */
export function bookOf(site: Site, utcMs: number): number {
  return grownKwh(site.meter.books, Math.floor(utcMs / HOUR_MS) - Math.floor(START / HOUR_MS))[0];
}

/** The powers of the last hour, from `/history`. */
export function powersOf(site: Site): (number | null)[] {
  return JSON.parse(site.get('/history?span=power').body).rows;
}

/** The list with another time: an ISO date, or for a number its own time so many hours later. */
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
  /** From now on its lists have this time, or are so many hours ahead; null for the correct time. */
  says(time: string | number | null, status?: number): void;
}

/** A site whose meter can be set to another time; `status` 1 marks its clock as invalid. */
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
