/** Histories as columns for the charts. Pure. */
import type { DayRow, HourRow, Maybe, Status } from './status.js';

export type Column = (number | null)[];

const HOUR_S = 3600;
const MINUTE_S = 60;
const NARROW_PX = 560;
/** Half of "21:40", less what is free beside the plot. */
const EDGE_PX = 15;
/** A gap this long is drawn as one. */
const GAP_S = 35;

/** Power over the last hour: what the device had, and what has come since. Times are s UTC by the device's clock. */
export class PowerSeries {
  readonly times: number[] = [];
  readonly watts: Column = [];

  /** Takes the device's own record in place of all before. */
  reset(end: string, stepS: number, rows: Maybe<number>[]): void {
    const last = Date.parse(end) / 1000;
    this.times.length = 0;
    this.watts.length = 0;
    rows.forEach((watts, i) => {
      this.times.push(last - (rows.length - 1 - i) * stepS);
      this.watts.push(watts ?? null);
    });
  }

  /** Adds a reading; a gap before it stays a gap. What is older than an hour goes. */
  add(time: number, watts: number | null): void {
    const last = this.times.at(-1) ?? time;
    if (time < last) return;
    if (time - last > GAP_S) this.push(last + 1, null);
    this.push(time, watts);
    while (this.times[0] < time - HOUR_S) {
      this.times.shift();
      this.watts.shift();
    }
  }

  private push(time: number, watts: number | null): void {
    this.times.push(time);
    this.watts.push(watts);
  }
}

/** Where the last hour has its marks: full tens or quarters of an hour, of which none stands so near the end that it were cut off. */
export function marksOf(now: number, widthPx: number): number[] {
  const step = (widthPx < NARROW_PX ? 15 : 10) * MINUTE_S;
  const first = Math.ceil((now - HOUR_S) / step) * step;
  const last = now - (EDGE_PX * HOUR_S) / widthPx;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}

/** Mean, and highest with its place; null without values. */
export function summaryOf(column: Column): { mean: number; high: number; at: number } | null {
  let sum = 0;
  let count = 0;
  let at = -1;
  column.forEach((value, i) => {
    if (value === null) return;
    sum += value;
    count++;
    if (at < 0 || value > (column[at] as number)) at = i;
  });
  return count ? { mean: sum / count, high: column[at] as number, at } : null;
}

/** The day before, both as `YYYY-MM-DD`. */
export function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 86400000).toISOString().slice(0, 10);
}

/** Bought and sold of two days, hour by hour. */
export interface TwoDays {
  /** The hour that each place is of. When the clock is set back, 02 comes twice. */
  hours: number[];
  today: Column;
  yesterday: Column;
  soldToday: Column;
  soldYesterday: Column;
  /** Places of today that are not by the register of the meter. */
  estimated: Set<number>;
}

/** Rows of one day by hour and occurrence: "02.0", "02.1". */
function byPlace(rows: HourRow[], date: string): Map<string, HourRow> {
  const places = new Map<string, HourRow>();
  for (const row of rows) {
    if (row.start.slice(0, 10) !== date) continue;
    const hour = row.start.slice(11, 13);
    places.set(places.has(`${hour}.0`) ? `${hour}.1` : `${hour}.0`, row);
  }
  return places;
}

/** Sorts the hours of two days into places 00 to 23. */
export function twoDays(rows: HourRow[], today: string): TwoDays {
  const now = byPlace(rows, today);
  const before = byPlace(rows, dayBefore(today));
  const places = Array.from({ length: 24 }, (_, hour) => `${hour}.0`.padStart(4, '0'));
  for (const place of [...now.keys(), ...before.keys()]) if (!places.includes(place)) places.push(place);
  places.sort();
  const column = (from: Map<string, HourRow>, of: (row: HourRow) => Maybe<number>): Column =>
    places.map((place) => {
      const row = from.get(place);
      return row ? (of(row) ?? null) : null;
    });
  return {
    hours: places.map((place) => Number(place.slice(0, 2))),
    today: column(now, (row) => row.import_kwh),
    yesterday: column(before, (row) => row.import_kwh),
    soldToday: column(now, (row) => row.export_kwh),
    soldYesterday: column(before, (row) => row.export_kwh),
    estimated: new Set(places.flatMap((place, i) => (now.get(place)?.estimated ? [i] : []))),
  };
}

/** Bought and sold of a month, day by day. */
export interface Month {
  /** Days of the month, from 1. */
  days: number[];
  bought: Column;
  sold: Column;
}

/** Sorts the days of the month (`YYYY-MM`) into places from 1 to its last. */
export function monthOf(rows: DayRow[], month: string): Month {
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate();
  const days = Array.from({ length: last }, (_, i) => i + 1);
  const found = new Map(
    rows.filter((row) => row.date.startsWith(month)).map((row) => [Number(row.date.slice(8)), row]),
  );
  return {
    days,
    bought: days.map((day) => found.get(day)?.import_kwh ?? null),
    sold: days.map((day) => found.get(day)?.export_kwh ?? null),
  };
}

/** The step of the capacity tariff: from and to in kW (`to` null above the last), and its place among the steps. */
export interface Step {
  from: number;
  to: number | null;
  place: number;
}

/** The step that the mean of the peaks falls in; null while that is not known. */
export function stepOf(status: Pick<Status, 'site' | 'capacity_step_kw' | 'peak_average_kw'>): Step | null {
  const steps = status.site?.steps_kw ?? [];
  const to = status.capacity_step_kw ?? null;
  if (to === null) {
    const last = steps.at(-1);
    const above = last !== undefined && (status.peak_average_kw ?? 0) >= last;
    return above ? { from: last, to: null, place: steps.length } : null;
  }
  const below = steps.filter((step) => step < to);
  return { from: below.at(-1) ?? 0, to, place: below.length };
}

/** What is sold stands below the axis; nothing stands there where nothing was sold. */
export function negative(column: Column): Column {
  return column.map((value) => (value ? -value : null));
}
