/**
 * Norwegian civil time: UTC+1, and UTC+2 from the last Sunday of March, 01:00 UTC, to that of October (EU directive
 * 2000/84/EC; the zone is whole hours, so an hour of UTC is an hour of civil time). Times are seconds since 1970-01-01
 * UTC, hours are counted from there.
 */

import { floor } from '../text/math.js';
import { civilText, daysFromCivil } from './calendar.js';

export const HOUR_S = 3600;
const DAY_S = 86400;
/** Thursday, 1970-01-01, is day 0: so Sundays are where day + 4 can be divided by 7. */
const SUNDAY = 4;

// The year that was asked for last, and its summer time.
let yearFrom = 0;
let yearTo = 0;
let summerFrom = 0;
let summerTo = 0;

/** 01:00 UTC of the last Sunday in a month of 31 days. */
function lastSunday(year: number, month: number): number {
  const day = daysFromCivil(year, month, 31);
  return (day - ((day + SUNDAY) % 7)) * DAY_S + HOUR_S;
}

/** How far civil time is ahead of UTC, in seconds: 3600 or 7200. */
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

/** `YYYY-MM-DDThh:mm:ss+01:00`, or `+02:00`. */
export function zonedText(utcS: number): string {
  const zone = utcOffsetS(utcS);
  return civilText((utcS + zone) * 1000) + '+0' + zone / HOUR_S + ':00';
}

/** `YYYY-MM-DDThh:mm:ss+01:00` at which an hour begins. */
export function hourText(hour: number): string {
  return zonedText(hour * HOUR_S);
}

/** Hour of the civil day, 0 to 23. */
export function hourOfDay(hour: number): number {
  return +hourText(hour).slice(11, 13);
}

/** The civil day of an hour, counted from 1970-01-01. */
export function dayOf(hour: number): number {
  return floor((hour + utcOffsetS(hour * HOUR_S) / HOUR_S) / 24);
}

/** `YYYY-MM-DD` of a day. */
export function dayText(day: number): string {
  return civilText(day * DAY_S * 1000).slice(0, 10);
}

/** The civil month of an hour, counted from January of year 0. */
export function monthOf(hour: number): number {
  const text = hourText(hour);
  return +text.slice(0, 4) * 12 + +text.slice(5, 7) - 1;
}

/** `YYYY-MM` of a month. */
export function monthText(month: number): string {
  const year = floor(month / 12);
  return year + '-' + ('0' + (month - year * 12 + 1)).slice(-2);
}

/**
 * UTC of a meter's clock that goes with civil time. The hour that comes twice in October is told by `nearS`, some
 * time in UTC up to which the clock has gone: it does not go back by more than half an hour.
 */
export function utcOfCivil(clockS: number, nearS: number): number {
  const summer = clockS - 2 * HOUR_S;
  const winter = clockS - HOUR_S;
  if (utcOffsetS(summer) === HOUR_S) return winter;
  return utcOffsetS(winter) === HOUR_S && nearS - summer > HOUR_S / 2 ? winter : summer;
}
