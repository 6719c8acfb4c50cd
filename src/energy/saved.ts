/**
 * What of the account survives a power cut. Flash wears, and the ESP32 has little of it, so most of the account is written only
 * once a day: `account` has all numbers (1.9 kB, once a day and after a start), `account-day` what has changed since (0.5 kB,
 * once an hour), `account-hour` the state of the current hour (35 bytes, every ten minutes).
 */

import type { Storage } from '../board.js';
import { type Numbers, takeNumbers, textOfNumbers } from '../text/numbers.js';
import type { Ledger } from './ledger.js';
import { FIRST_OPEN, HOUR, HOUR_STATE_SIZE, LAST_S, STATE_SIZE } from './ledger-state.js';
import { moveTo } from './series.js';
import type { Peaks } from './tariff.js';

const FILE = 'account';
const DAY_FILE = 'account-day';
const HOUR_FILE = 'account-hour';
/** Hours after which everything is written again, and over which `account-day` can tell what has changed. */
const DAY_HOURS = 24;

/** What was saved last. */
export interface Saved {
  /** The hour of `account`, and the newest hour that is saved in full; 0 for none. */
  fullHour: number;
  hour: number;
  /** The first open hour at that time: later registers may change the hours from there on. */
  firstOpen: number;
}

/** A stretch of slots that go round: `count` of them up to the index `newest`. */
interface Stretch {
  slots: Numbers;
  newest: number;
  count: number;
}

/** All numbers of the account, in the order of the file. */
function allNumbers(ledger: Ledger, peaks: Peaks): Numbers[] {
  const all: Numbers[] = [ledger.state, ledger.gaps, peaks];
  ledger.series.forEach(function (series) {
    all.push(series.wh[0], series.wh[1], series.estimated);
  });
  return all;
}

/** The slots that may change within a day: of hours a day and more, of days and months two. */
function recentSlots(ledger: Ledger): Stretch[] {
  const stretches: Stretch[] = [];
  ledger.series.forEach(function (series, n) {
    const newest = series.newest;
    const count = n ? 2 : DAY_HOURS + 2;
    if (!n) stretches.push({ slots: ledger.gaps, newest, count });
    stretches.push({ slots: series.wh[0], newest, count });
    stretches.push({ slots: series.wh[1], newest, count });
    stretches.push({ slots: series.estimated, newest, count });
  });
  return stretches;
}

/** The numbers of a stretch, oldest first; with `numbers` they are written into it. */
function numbersOf(stretch: Stretch, numbers?: Numbers): number[] {
  const slots = stretch.slots;
  const some: number[] = [];
  for (let i = 0; i < stretch.count; i++) {
    const slot = (stretch.newest - stretch.count + 1 + i) % slots.length;
    if (numbers) slots[slot] = numbers[i];
    some.push(slots[slot]);
  }
  return some;
}

function dayText(ledger: Ledger, peaks: Peaks): string {
  const numbers: Numbers[] = [ledger.state, peaks];
  recentSlots(ledger).forEach(function (stretch) {
    numbers.push(numbersOf(stretch));
  });
  return textOfNumbers(numbers);
}

/** Saves what has changed: within an hour its state, once an hour the day, once a day everything. False if that failed. */
export function saveAccount(storage: Storage, ledger: Ledger, peaks: Peaks, saved: Saved, settled: boolean): boolean {
  const state = ledger.state;
  const hour = state[HOUR];
  if (hour === saved.hour) return storage.write(HOUR_FILE, textOfNumbers([state.subarray(0, HOUR_STATE_SIZE)]));
  const sinceFull = hour - saved.fullHour;
  const full = sinceFull < 0 || sinceFull >= DAY_HOURS || hour - saved.firstOpen > DAY_HOURS;
  const done = full
    ? storage.write(FILE, textOfNumbers(allNumbers(ledger, peaks)))
    : storage.write(DAY_FILE, dayText(ledger, peaks));
  if (!done || !settled) return done;
  if (full) saved.fullHour = hour;
  saved.hour = hour;
  saved.firstOpen = state[FIRST_OPEN];
  return true;
}

/** Reads a file into the arrays; false, with the arrays unchanged, if it is missing or damaged. */
function read(storage: Storage, log: (line: string) => void, name: string, into: Numbers[]): boolean {
  const text = storage.read(name);
  if (text === undefined) return false;
  const good = takeNumbers(text, into);
  if (!good) log('storage: ' + name + ' is damaged and was ignored');
  return good;
}

/** Takes over what an earlier run has saved. */
export function restoreAccount(storage: Storage, log: (line: string) => void, ledger: Ledger, peaks: Peaks): void {
  const state = ledger.state;
  if (!read(storage, log, FILE, allNumbers(ledger, peaks))) return;
  ledger.series.forEach(function (series) {
    series.newest = series.indexOfHour(state[HOUR]);
  });

  const later = new Float64Array(STATE_SIZE);
  const laterPeaks = new Int32Array(peaks.length);
  const laterNumbers: Numbers[] = [];
  recentSlots(ledger).forEach(function (stretch) {
    laterNumbers.push(new Int32Array(stretch.count));
  });
  const day: Numbers[] = [later, laterPeaks];
  if (
    read(storage, log, DAY_FILE, day.concat(laterNumbers)) &&
    later[LAST_S] > state[LAST_S] &&
    later[HOUR] - state[HOUR] <= DAY_HOURS
  ) {
    state.set(later);
    peaks.set(laterPeaks);
    ledger.series.forEach(function (series) {
      moveTo(series, series.indexOfHour(state[HOUR]));
    });
    recentSlots(ledger).forEach(function (stretch, n) {
      numbersOf(stretch, laterNumbers[n]);
    });
  }

  const hour = later.subarray(0, HOUR_STATE_SIZE);
  if (read(storage, log, HOUR_FILE, [hour]) && hour[HOUR] === state[HOUR] && hour[LAST_S] > state[LAST_S]) {
    state.set(hour);
  }
}
