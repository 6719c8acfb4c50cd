/** Numbers, times and durations for people. An unknown value is a dash, never 0. */
import type { Maybe } from './status.js';
import type { Language, Texts } from './texts.js';

export const DASH = '–';
const NO_BREAK = '\u00a0';
const MINUS = '\u2212';
const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86400;

export interface Format {
  /** A number with this many decimals (0 to 3) and its unit, joined by a non-breaking space. */
  value(value: Maybe<number>, decimals: number, unit: string): string;
  /** `2026-11-21` as "21. nov." and "21 Nov". */
  date(date: string): string;
  /** `2026-11` as "November 2026". */
  month(month: string): string;
  /** The largest one or two units of a time in seconds. */
  duration(seconds: number): string;
}

/** The time of a date-time text, such as `11:00`. */
export function clockOf(time: string): string {
  return time.slice(11, 16);
}

/** "18–19" for the hour that begins at 18. */
export function hourSpan(hour: number): string {
  const two = (n: number): string => `${n}`.padStart(2, '0');
  return `${two(hour)}–${two((hour + 1) % 24)}`;
}

/** The UTC offset in minutes of a civil time that ends with it, such as `+01:00`; null if it does not. */
export function offsetMinutes(civil: Maybe<string>): number | null {
  const match = /([+-])(\d\d):(\d\d)$/.exec(civil ?? '');
  if (!match) return null;
  return (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -1 : 1);
}

/** A UTC time as civil time at an offset in minutes, `YYYY-MM-DDThh:mm:ss`. */
export function civilOf(utc: string, offset: number): string {
  return new Date(Date.parse(utc) + offset * 60000).toISOString().slice(0, 19);
}

/** The format of a language. */
export function formatIn(language: Language, texts: Texts): Format {
  const locale = language === 'nb' ? 'nb-NO' : 'en-GB';
  const numbers = [0, 1, 2, 3].map(
    (digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const dates = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const months = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });

  return {
    value(value, decimals, unit) {
      if (value === null || value === undefined) return DASH;
      return numbers[decimals].format(value).replace('-', MINUS) + (unit && NO_BREAK + unit);
    },
    date: (date) => dates.format(new Date(date)),
    month(month) {
      const text = months.format(new Date(`${month.slice(0, 7)}-01`));
      return text.charAt(0).toUpperCase() + text.slice(1);
    },
    duration(seconds) {
      const n = Math.max(0, Math.floor(seconds));
      if (n < MINUTE_S) return texts('second', { n });
      if (n < HOUR_S) return texts('minute', { n: Math.floor(n / MINUTE_S) });
      const hours = Math.floor(n / HOUR_S);
      const minutes = Math.floor((n % HOUR_S) / MINUTE_S);
      if (n < DAY_S) return texts('hours', { n: hours }) + (minutes ? ` ${texts('minute', { n: minutes })}` : '');
      const days = Math.floor(n / DAY_S);
      return days === 1 ? texts('day') : texts('dayMany', { n: days });
    },
  };
}
