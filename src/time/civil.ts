/**
 * Norwegian civil time: UTC+1, and UTC+2 from the last Sunday of March, 01:00 UTC, to the last Sunday of October,
 * 01:00 UTC (EU directive 2000/84/EC). The offset is whole hours, so hours of UTC and of civil time coincide. Times are
 * seconds since 1970-01-01 UTC; hours, days and months are numbered, not dated.
 */

import { floor } from '../text/math.js';
import { civilText, daysFromCivil } from './calendar.js';

/** Seconds in an hour. */
export const HOUR_S = 3600;
const DAY_S = 86400;
/** Day 0, 1970-01-01, is a Thursday: a day is a Sunday if day + 4 is divisible by 7. */
const SUNDAY = 4;

// Cache: the year of the latest call, and its summer time.
let yearFrom = 0;
let yearTo = 0;
let summerFrom = 0;
let summerTo = 0;

/** 01:00 UTC on the last Sunday of a month with 31 days, in seconds. */
function lastSunday(year: number, month: number): number {
  const day = daysFromCivil(year, month, 31);
  return (day - ((day + SUNDAY) % 7)) * DAY_S + HOUR_S;
}

/** The offset of civil time from UTC, in seconds: 3600 or 7200. */
export function utcOffsetS(utcS: number): number {
  if (utcS < yearFrom || utcS >= yearTo) {
    const year = +civilText(utcS * 1000).slice(0, 4);
    yearFrom = daysFromCivil(year, 1, 1) * DAY_S;
    yearTo = daysFromCivil(year + 1, 1, 1) * DAY_S;
    summerFrom = lastSunday(year, 3);
    summerTo = lastSunday(year, 10);
  }
  return utcS >= summerFrom && utcS < summerTo ? 2 * HOUR_S : HOUR_S;
}

/** Civil time with its offset: `YYYY-MM-DDThh:mm:ss+01:00`, or `+02:00`. */
export function zonedText(utcS: number): string {
  const zone = utcOffsetS(utcS);
  return civilText((utcS + zone) * 1000) + '+0' + zone / HOUR_S + ':00';
}

/** The start of an hour (counted from 1970-01-01 00:00 UTC) as `YYYY-MM-DDThh:mm:ss+01:00`. */
export function hourText(hour: number): string {
  return zonedText(hour * HOUR_S);
}

/** The hour of the civil day, 0 to 23, of an hour counted from 1970. */
export function hourOfDay(hour: number): number {
  return +hourText(hour).slice(11, 13);
}

/** The civil day of an hour; both are counted from 1970-01-01. */
export function dayOf(hour: number): number {
  return floor((hour + utcOffsetS(hour * HOUR_S) / HOUR_S) / 24);
}

/** A day counted from 1970-01-01 as `YYYY-MM-DD`. */
export function dayText(day: number): string {
  return civilText(day * DAY_S * 1000).slice(0, 10);
}

/** The civil month of an hour counted from 1970; months are counted from January of year 0. */
export function monthOf(hour: number): number {
  const text = hourText(hour);
  return +text.slice(0, 4) * 12 + +text.slice(5, 7) - 1;
}

/** A month counted from January of year 0 as `YYYY-MM`. */
export function monthText(month: number): string {
  const year = floor(month / 12);
  return year + '-' + ('0' + (month - year * 12 + 1)).slice(-2);
}

/**
 * UTC in seconds from a meter's clock that follows civil time. One hour in October occurs twice: `nearS`, the UTC of an
 * earlier reading, decides which one it is, since the clock does not go back by more than half an hour.
 */
export function utcOfCivil(clockS: number, nearS: number): number {
  const summer = clockS - 2 * HOUR_S;
  const winter = clockS - HOUR_S;
  if (utcOffsetS(summer) === HOUR_S) return winter;
  return utcOffsetS(winter) === HOUR_S && nearS - summer > HOUR_S / 2 ? winter : summer;
}
