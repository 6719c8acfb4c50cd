/** Compares a site's history with the meter's own books. */
import * as assert from 'uvu/assert';
import type { Push } from '../../board/host/simulator/meter.js';
import { grownKwh, HOUR_MS, osloText, type Row, round, type Site } from './site.js';

const DAY_MS = 24 * HOUR_MS;
const A_MINUTE_MS = 60000;

/** Faults of the reader, in turn: name, duration in hours, and which lists are lost meanwhile. */
const TROUBLES: [string, number, (push: Push) => boolean][] = [
  ['a missed hourly list', 1, (push) => push.hourly],
  ['a gap', 3.8, () => true],
  ['a third of the lists lost', 3, (push) => !push.hourly && push.utcMs % 30000 === 0],
  ['three missed hourly lists', 3, (push) => push.hourly],
  ['a power cut', 2.3, () => false],
  ['a short power cut', 0.3, () => false],
];
/** Times of the day in UTC at which faults begin, in turn: the second one lasts into the next day. */
const BEGINS = [11.5 * HOUR_MS, 20.6 * HOUR_MS];
const EVERY_DAYS = 3;
/** Days that are kept besides the current one. */
const DAYS_KEPT = 61;

export interface Proof {
  /** The number of hours and days compared, and of those marked as estimated. */
  hours: number;
  hoursMarked: number;
  days: number;
  daysMarked: number;
  /** The number of runs of marked hours, between unmarked ones, whose sums were compared. */
  stretches: number;
}

interface Sums {
  importKwh: number;
  exportKwh: number;
  hours: number;
}

/** Sums of the books by the first characters of their civil time: 10 for days, 7 for months. */
function sumsBy(site: Site, characters: number): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  site.meter.books.slice(0, -1).forEach((book, index) => {
    const key = osloText(book.utcMs).slice(0, characters);
    const [imported, exported] = grownKwh(site.meter.books, index);
    const sum = sums.get(key) ?? { importKwh: 0, exportKwh: 0, hours: 0 };
    sums.set(key, {
      importKwh: round(sum.importKwh + imported),
      exportKwh: round(sum.exportKwh + exported),
      hours: sum.hours + 1,
    });
  });
  return sums;
}

/** The hour of a row in the books. */
function bookOf(site: Site, row: Row): [number, number] {
  const { books } = site.meter;
  return grownKwh(books, Math.floor(Date.parse(row.start!) / HOUR_MS) - Math.floor(books[0].utcMs / HOUR_MS));
}

/**
 * Compares new hours: unmarked ones must equal the registers to the last digit. `seen` has all hours
 * by their start, as last shown.
 */
function checkHours(site: Site, seen: Map<string, Row>, proof: Proof): void {
  for (const row of site.rows('hours').slice(0, -1)) {
    const start = row.start!;
    const isNew = !seen.has(start);
    seen.set(start, row);
    if (!isNew) continue;
    proof.hours++;
    assert.is(start.slice(0, 19), osloText(Date.parse(start)));
    if (row.estimated) proof.hoursMarked++;
    else assert.equal([row.import_kwh, row.export_kwh], bookOf(site, row), start);
  }
}

/** Compares runs of marked hours between unmarked ones: their sum must equal the registers to the last digit. */
function checkStretches(site: Site, rows: Row[], proof: Proof): void {
  let stretch: Row[] | null = null;
  for (const row of rows) {
    if (row.estimated) {
      // Before the first unmarked hour there were no registers.
      stretch?.push(row);
      continue;
    }
    if (stretch?.length) {
      const books = stretch.map((one) => bookOf(site, one));
      const sumOf = (numbers: number[]): number => round(numbers.reduce((sum, one) => sum + one, 0));
      assert.equal(
        [sumOf(stretch.map((one) => one.import_kwh!)), sumOf(stretch.map((one) => one.export_kwh!))],
        [0, 1].map((side) => sumOf(books.map((book) => book[side]))),
        `from ${stretch[0].start} to ${row.start}`,
      );
      proof.stretches++;
    }
    stretch = [];
  }
}

function checkSums(rows: Row[], key: 'date' | 'month', books: Map<string, Sums>): number {
  let marked = 0;
  for (const row of rows.slice(0, -1)) {
    const sum = books.get(row[key]!)!;
    if (row.estimated) marked++;
    else assert.equal([row.import_kwh, row.export_kwh], [sum.importKwh, sum.exportKwh], row[key]);
    // The energy that a fault puts on the wrong side of midnight is less than that of a few hours; at most 5.55 kWh in a year.
    assert.ok(Math.abs(row.import_kwh! - sum.importKwh) < 6, `${row[key]}: ${row.import_kwh}, not ${sum.importKwh}`);
  }
  return marked;
}

/** The latest complete days. */
function checkDays(site: Site, count: number, proof: Proof): void {
  const rows = site.rows('days').slice(-count - 1);
  proof.days += rows.length - 1;
  proof.daysMarked += checkSums(rows, 'date', sumsBy(site, 10));
}

/** The highest complete hours of the current month on different days, from the books. */
function highestOf(site: Site, month: string): { date: string; hour: number; import_kwh: number }[] {
  const best = new Map<string, { date: string; hour: number; import_kwh: number }>();
  site.meter.books.slice(0, -1).forEach((book, index) => {
    const text = osloText(book.utcMs);
    const date = text.slice(0, 10);
    const [imported] = grownKwh(site.meter.books, index);
    if (text.startsWith(month) && imported > (best.get(date)?.import_kwh ?? 0)) {
      best.set(date, { date, hour: Number(text.slice(11, 13)), import_kwh: imported });
    }
  });
  return [...best.values()].sort((a, b) => b.import_kwh - a.import_kwh).slice(0, 3);
}

/** Compares the month's peaks: equal to the books or, with faults, none higher than the real ones. */
function checkPeaks(site: Site, troubled: boolean): void {
  const { peaks, hour } = site.status();
  const expected = highestOf(site, hour.start!.slice(0, 7));
  if (!troubled) assert.equal(peaks, expected, hour.start!);
  peaks.forEach((peak, i) => {
    const most = expected[i].import_kwh + 0.03;
    assert.ok(peak.import_kwh <= most, `${peak.date} ${peak.hour}: ${peak.import_kwh} is no real peak`);
  });
}

/** Plays a day, with a fault in it if given. */
function playDay(site: Site, day: number, turn: number): void {
  const end = day + DAY_MS + A_MINUTE_MS;
  if (turn < 0) {
    site.playTo(end);
    return;
  }
  const [name, hours, lost] = TROUBLES[turn % TROUBLES.length];
  const begin = day + BEGINS[turn % BEGINS.length];
  const over = begin + hours * HOUR_MS;
  site.playTo(begin);
  if (name.endsWith('power cut')) site.powerCut(over);
  else site.playTo(over, lost);
  site.playTo(end);
}

/**
 * Plays from the meter's start to `endMs`, with a fault every third day if `troubled`. Compares every hour, day and month that
 * is shown with the books: unmarked ones must be equal.
 */
export function prove(site: Site, endMs: number, troubled: boolean): Proof {
  const proof: Proof = { hours: 0, hoursMarked: 0, days: 0, daysMarked: 0, stretches: 0 };
  const seen = new Map<string, Row>();
  const start = site.meter.due();
  for (let n = 0; start + n * DAY_MS < endMs; n++) {
    const inTurn = troubled && n % EVERY_DAYS === EVERY_DAYS - 1;
    playDay(site, start + n * DAY_MS, inTurn ? (n - EVERY_DAYS + 1) / EVERY_DAYS : -1);
    checkHours(site, seen, proof);
    checkPeaks(site, troubled);
    if ((n + 1) % DAYS_KEPT === 0) checkDays(site, DAYS_KEPT, proof);
  }
  checkDays(site, Math.round((endMs - start) / DAY_MS) % DAYS_KEPT, proof);
  checkSums(site.rows('months'), 'month', sumsBy(site, 7));
  checkStretches(site, [...seen.values()], proof);
  return proof;
}
