/**
 * Energy by hour, day and month, and the peaks of the capacity tariff: what the ledger counts, on the clock of the lists,
 * kept over power cuts.
 */

import type { Board } from '../board.js';
import { checkSequence } from '../bytes/crc.js';
import { POWER_EXPORT, POWER_IMPORT } from '../reading/fields.js';
import type { Reading } from '../reading/reading.js';
import type { Scale } from '../reading/scale.js';
import type { Settings } from '../settings/settings.js';
import { stepsOf } from '../settings/steps.js';
import { floor, max, min } from '../text/math.js';
import { type Numbers, takeNumbers, textOfNumbers } from '../text/numbers.js';
import { HOUR_S, utcOfCivil, utcOffsetS } from '../time/civil.js';
import { clockInvalid, meterMs } from '../time/date-time.js';
import { createLedger, HOLD_S, type Ledger, YEAR_S } from './ledger.js';
import { CIVIL_CLOCK, HOUR, HOUR_STATE_SIZE, LAST_S, POWER } from './ledger-state.js';
import { addHour, PEAKS_KEPT, type Peaks, type Tariff } from './tariff.js';

/**
 * Two texts: all of it once an hour (1.8 kB), and the numbers of the hour under way each ten minutes (35 bytes). The ESP32
 * writes each behind the last one, with a header of 32 bytes, and twice (board/esp32/storage): 2 x (24 x 1.9 kB + 120 x
 * 0.07 kB) = 108 kB a day, so that its 896 kB are erased once in 8 days, 460 times in ten years. Flash bears 100 000.
 */
const FILE = 'account';
const HOUR_FILE = 'account-hour';
const SAVE_MS = 600000;
/** The hourly list has come by then, if it comes. */
const SETTLED_S = 60;
const CHECK_MS = 15000;
/** 2010-01-01: before it there was no HAN port; a meter that has lost its clock begins at 2000, a board at 1970. */
const EARLIEST_MS = 1262304000000;
const YEAR_MS = YEAR_S * 1000;

/** Three pushes of ten seconds missed. */
export const STALE_MS = 30000;

/** Powers of the last hour. */
export const POWER_COUNT = 360;
export const POWER_STEP_S = 10;
export const NO_POWER = -2147483648;

export interface Account {
  ledger: Ledger;
  peaks: Peaks;
  tariff: Tariff;
  /** Ratio of the current transformers: what the powers are to be multiplied by. */
  ctRatio: number;
  /** So long without values, and they are stale, ms. */
  staleMs: number;
  /**
   * Import minus export in W by 10 s (as the meter says it), `NO_POWER` where none came; behind these `POWERS` the index of
   * the newest: s UTC / 10, 0 before the first list.
   */
  powers: Int32Array;
  /** Takes each list that was read; `hourly` for one with registers. */
  take(hourly: boolean): void;
  /** Looks now and then whether an hour has ended in silence, and what is to be kept. */
  tick(): void;
  /** Keeps all, as before a restart. */
  save(): void;
  /** ms UTC by the lists; null before the first. */
  utc(): number | null;
  /** ms UTC by the board; null until its clock is set. */
  boardUtc(): number | null;
}

/** Makes the account of the site, with what an earlier run has kept. */
export function createAccount(board: Board, settings: Settings, reading: Reading, scale: Scale): Account {
  const powers = new Int32Array(POWER_COUNT + 1);
  const values = reading.values;
  const time = reading.time;
  // Clock hour and day of the latest list, and its hour in UTC: while they stand, minute and second tell the time.
  let clockHour = -1;
  let clockDay = 0;
  let hourS = 0;
  let lastList = 0;
  let nextCheck = 0;
  let savedAt = board.now();
  let savedHour = 0;
  let savedLast = 0;
  let failed = false;
  const tariff: Tariff = {
    peakCount: settings.peaks as number,
    maxPerDay: settings.peaks_per_day as number,
    stepsW: stepsOf(settings.steps_kw as string) || [],
  };
  const peaks = new Int32Array(2 * PEAKS_KEPT);
  const ledger = createLedger(
    reading,
    scale,
    function (hour, wh) {
      addHour(peaks, hour, wh, tariff);
    },
    board.log,
  );
  const state = ledger.state;
  const hourState = state.subarray(0, HOUR_STATE_SIZE);

  function boardUtc(): number | null {
    const boardMs = board.utc();
    // Until it has asked for the time, a computer may be years behind what it counted the last time.
    return boardMs < max(EARLIEST_MS, state[LAST_S] * 1000 - YEAR_MS) ? null : boardMs;
  }

  /** UTC in s of the latest list; -1 if nobody knows it. */
  function computeListUtcS(): number {
    const meter = clockInvalid(time) ? 0 : meterMs(time) || 0;
    const boardMs = boardUtc();
    // A meter that is years off has no clock, whatever its status says.
    if (meter < EARLIEST_MS || (boardMs !== null && Math.abs(meter - boardMs) > YEAR_MS)) {
      clockHour = -1;
      return boardMs === null ? -1 : floor(boardMs / 1000);
    }
    const clockS = floor(meter / 1000);
    const near = boardMs === null ? state[LAST_S] : boardMs / 1000;
    if (settings.meter_clock !== 'auto') state[CIVIL_CLOCK] = settings.meter_clock === 'civil' ? 1 : 0;
    else if (boardMs !== null && utcOffsetS(near + HOLD_S) > HOUR_S) {
      // Only in summer do the two differ: one hour ahead of UTC, or two. A meter's clock may be there a little earlier.
      const ahead = (clockS - near) / HOUR_S;
      if (Math.abs(ahead - 1.5) < 0.75) state[CIVIL_CLOCK] = ahead > 1.5 ? 1 : 0;
    }
    return state[CIVIL_CLOCK] ? utcOfCivil(clockS, near) : clockS - HOUR_S;
  }

  /** The same, with as little work as can be. */
  function listUtcS(): number {
    const s = time[6] * 60 + time[7];
    if (time[5] === clockHour && time[3] === clockDay && s < HOUR_S && !clockInvalid(time)) {
      const utcS = hourS + s;
      // In October the hour comes twice.
      if (utcS >= state[LAST_S] - HOLD_S) return utcS;
    }
    clockHour = time[5];
    clockDay = time[3];
    const utcS = computeListUtcS();
    hourS = utcS - s;
    return utcS;
  }

  function take(hourly: boolean): void {
    const utcS = listUtcS();
    const known = utcS >= 0 && reading.known[POWER_IMPORT];
    const importW = known ? values[POWER_IMPORT] : -1;
    const exportW = reading.known[POWER_EXPORT] ? values[POWER_EXPORT] : 0;
    if (utcS >= 0) {
      ledger.advance(utcS);
      lastList = board.now();
      const index = floor(utcS / POWER_STEP_S);
      const newest = powers[POWER_COUNT];
      // What lies between is a gap, after a step back too.
      const last = max(index, newest);
      let i = max(min(index, newest), last - POWER_COUNT) + 1;
      for (; i <= last; i++) powers[i % POWER_COUNT] = NO_POWER;
      powers[POWER_COUNT] = index;
      powers[index % POWER_COUNT] = known ? importW - exportW : NO_POWER;
      if (hourly) {
        ledger.takeRegisters(checkSequence(reading.meterId, 0, reading.meterId.length), utcS % HOUR_S < SETTLED_S);
      }
    }
    state[POWER] = importW;
    state[POWER + 1] = exportW;
  }

  function utc(): number | null {
    return powers[POWER_COUNT] ? state[LAST_S] * 1000 + board.now() - lastList : null;
  }

  /** All that is kept, in its order. */
  function arrays(): Numbers[] {
    const all: Numbers[] = [state, ledger.gaps, peaks];
    ledger.series.forEach(function (one) {
      all.push(one.wh[0], one.wh[1], one.estimated);
    });
    return all;
  }

  function read(name: string, into: Numbers[]): boolean {
    const text = board.storage.read(name);
    if (text === undefined) return false;
    const good = takeNumbers(text, into);
    if (!good) board.log('storage: ' + name + ' is broken and not used');
    return good;
  }

  function restore(): void {
    if (!read(FILE, arrays())) return;
    state[POWER] = -1;
    ledger.series.forEach(function (one) {
      one.newest = one.indexOfHour(state[HOUR]);
    });
    const later = new Float64Array(HOUR_STATE_SIZE);
    if (read(HOUR_FILE, [later]) && later[HOUR] === state[HOUR] && later[LAST_S] > state[LAST_S]) hourState.set(later);
  }

  /** True once the list that closes the last hour has come, or will not come any more. */
  function settled(): boolean {
    return state[LAST_S] % HOUR_S >= SETTLED_S;
  }

  function save(): void {
    savedAt = board.now();
    savedLast = state[LAST_S];
    const within = savedHour === state[HOUR];
    const done = within
      ? board.storage.write(HOUR_FILE, textOfNumbers([hourState]))
      : board.storage.write(FILE, textOfNumbers(arrays()));
    if (done && !within && settled()) savedHour = state[HOUR];
    if (!done && !failed) board.log('storage: nothing was kept; a power cut would lose what was counted');
    failed = !done;
  }

  function tick(): void {
    const now = board.now();
    if (now < nextCheck || !powers[POWER_COUNT]) return;
    nextCheck = now + CHECK_MS;
    const utcS = state[LAST_S] + floor((now - lastList) / 1000);
    if (now - lastList > ledger.holdS * 1000 && utcS >= (state[HOUR] + 1) * HOUR_S) {
      // The hour has ended in silence.
      state[POWER] = -1;
      ledger.advance(utcS);
      lastList = now;
    }
    const hourIsDue = savedHour !== state[HOUR] && !failed;
    if (settled() && (hourIsDue || (now - savedAt >= SAVE_MS && savedLast !== state[LAST_S]))) save();
  }

  restore();
  return {
    ledger,
    peaks,
    tariff,
    ctRatio: scale.ctRatio,
    staleMs: STALE_MS,
    powers,
    take,
    tick,
    save,
    utc,
    boardUtc,
  };
}
