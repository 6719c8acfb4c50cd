/** Histories as columns for the charts, and statistics of them. Pure. */
import type { DayRow, HourRow, Maybe, Status } from './status.js';

export type Column = (number | null)[];

const HOUR_S = 3600;
const MINUTE_S = 60;
const NARROW_PX = 560;
/** Half the width of a label such as "21:40", less the space beside the plot. */
const EDGE_PX = 15;
/** Seconds between readings from which a gap is drawn. */
const GAP_S = 35;

/** Power over the last hour: the history of the device, and the readings since. Times are s UTC by the device's clock. */
export class PowerSeries {
  readonly times: number[] = [];
  readonly watts: Column = [];

  /** Replaces all values by the device's history. */
  reset(end: string, stepS: number, rows: Maybe<number>[]): void {
    const last = Date.parse(end) / 1000;
    this.times.length = 0;
    this.watts.length = 0;
    rows.forEach((watts, i) => {
      this.times.push(last - (rows.length - 1 - i) * stepS);
      this.watts.push(watts ?? null);
    });
  }

  /** Adds a reading, after a gap if the last one is long ago. Drops what is older than an hour. */
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

/** The labels on the time axis of the last hour: every 10 or 15 minutes, except where the end of the chart would cut one off. */
export function marksOf(now: number, widthPx: number): number[] {
  const step = (widthPx < NARROW_PX ? 15 : 10) * MINUTE_S;
  const first = Math.ceil((now - HOUR_S) / step) * step;
  const last = now - (EDGE_PX * HOUR_S) / widthPx;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}

/** Mean, and highest value with its index; null without values. */
export function statisticsOf(column: Column): { mean: number; high: number; at: number } | null {
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

/** Import and export of two days, by the hour. */
export interface TwoDays {
  /** The hour of each index. When the clock is set back, hour 2 occurs twice. */
  hours: number[];
  today: Column;
  yesterday: Column;
  soldToday: Column;
  soldYesterday: Column;
  /** Indexes of today's hours that are estimated, not read from the meter's register. */
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

/** Arranges the hours of two days in columns from hour 0 to 23. */
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

/** Import and export of a month, by the day. */
export interface Month {
  /** Days of the month, from 1. */
  days: number[];
  bought: Column;
  sold: Column;
}

/** Arranges the days of the month (`YYYY-MM`) in columns from day 1 to its last. */
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

/** A step of the capacity tariff: from and to in kW (`to` is null above the last), and its index. */
export interface Step {
  from: number;
  to: number | null;
  index: number;
}

/** The step that the average of the peaks falls in; null while unknown. */
export function stepOf(status: Pick<Status, 'site' | 'capacity_step_kw' | 'peak_average_kw'>): Step | null {
  const steps = status.site?.steps_kw ?? [];
  const to = status.capacity_step_kw ?? null;
  if (to === null) {
    const last = steps.at(-1);
    const above = last !== undefined && (status.peak_average_kw ?? 0) >= last;
    return above ? { from: last, to: null, index: steps.length } : null;
  }
  const below = steps.filter((step) => step < to);
  return { from: below.at(-1) ?? 0, to, index: below.length };
}

/** Export as negative values, drawn below the axis; null where there was none. */
export function negative(column: Column): Column {
  return column.map((value) => (value ? -value : null));
}
