/**
 * Energy by hour, day and month, and the peaks of the capacity tariff. Connects the ledger to the clock of the lists, and
 * saves it so that it survives power cuts.
 */

import type { Board } from '../board.js';
import { checkSequence } from '../bytes/crc.js';
import { POWER_EXPORT, POWER_IMPORT } from '../reading/fields.js';
import type { Reading } from '../reading/reading.js';
import type { Scale } from '../reading/scale.js';
import type { Settings } from '../settings/settings.js';
import { stepsOf } from '../settings/steps.js';
import { floor, max, min } from '../text/math.js';
import { HOUR_S, utcOfCivil, utcOffsetS } from '../time/civil.js';
import { clockInvalid, meterMs } from '../time/date-time.js';
import { createLedger, HOLD_S, type Ledger, YEAR_S } from './ledger.js';
import { CIVIL_CLOCK, HOUR, LAST_S, POWER } from './ledger-state.js';
import { restoreAccount, type Saved, saveAccount } from './saved.js';
import { addHour, PEAKS_KEPT, type Peaks, type Tariff } from './tariff.js';

/** The state of the current hour is saved this often. */
const SAVE_MS = 600000;
/** Seconds after the full hour by which the hourly list has arrived, if it arrives at all. */
const SETTLED_S = 60;
const CHECK_MS = 15000;
/** 2010-01-01: there was no HAN port before. A meter that has lost its clock starts at 2000, a board at 1970. */
const EARLIEST_MS = 1262304000000;
const YEAR_MS = YEAR_S * 1000;

/** Readings are stale after this many ms: three lists of the HAN port are missing. */
export const STALE_MS = 30000;

/** Powers that are kept: those of the last hour. */
export const POWER_COUNT = 360;
/** Seconds between them. */
export const POWER_STEP_S = 10;
/** Marks an unknown power. */
export const NO_POWER = -2147483648;

/** The energy and the peaks of the site. */
export interface Account {
  ledger: Ledger;
  /** The month's peaks from closed hours. */
  peakHours: Peaks;
  tariff: Tariff;
  /** Ratio of the current transformers, by which `powers` are to be multiplied. */
  ctRatio: number;
  /** Values are stale after so many ms without a list. */
  staleMs: number;
  /**
   * Import minus export in W at the meter (before `ctRatio`), one per 10 s, `NO_POWER` if unknown. The slot of an index,
   * s UTC / 10, is the index modulo `POWER_COUNT`; element `POWER_COUNT` is the newest index, 0 before the first list.
   */
  powers: Int32Array;
  /** To be called after each list; `hourly` if it has registers. */
  take(hourly: boolean): void;
  /** Called every `TICK_MS`; ends an hour without lists, and saves what is due. */
  tick(): void;
  /** Saves everything, as before a restart. */
  save(): void;
  /** ms UTC from the lists; null before the first. */
  utc(): number | null;
  /** ms UTC from the board; null until its clock is set. */
  boardUtc(): number | null;
}

/** Creates the account of the site, and restores what an earlier run saved. */
export function createAccount(board: Board, settings: Settings, reading: Reading, scale: Scale): Account {
  const powers = new Int32Array(POWER_COUNT + 1);
  const values = reading.values;
  const time = reading.time;
  // Hour and day on the meter's clock at the latest list, and that hour in s UTC: while they last, minute and second give the time.
  let clockHour = -1;
  let clockDay = 0;
  let hourS = 0;
  let lastList = 0;
  let nextCheck = 0;
  let savedAt = board.now();
  const saved: Saved = { fullHour: 0, hour: 0, firstOpen: 0 };
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

  function boardUtc(): number | null {
    const boardMs = board.utc();
    // Before it has synchronized its clock, a computer may be years behind the saved state.
    return boardMs < max(EARLIEST_MS, state[LAST_S] * 1000 - YEAR_MS) ? null : boardMs;
  }

  /** UTC of the latest list in s; -1 if unknown. */
  function computeListUtcS(): number {
    const meter = clockInvalid(time) ? 0 : meterMs(time) || 0;
    const boardMs = boardUtc();
    // A clock that is years off is not set, whatever its status says.
    if (meter < EARLIEST_MS || (boardMs !== null && Math.abs(meter - boardMs) > YEAR_MS)) {
      clockHour = -1;
      return boardMs === null ? -1 : floor(boardMs / 1000);
    }
    const clockS = floor(meter / 1000);
    const near = boardMs === null ? state[LAST_S] : boardMs / 1000;
    if (settings.meter_clock !== 'auto') state[CIVIL_CLOCK] = settings.meter_clock === 'civil' ? 1 : 0;
    else if (boardMs !== null && utcOffsetS(near + HOLD_S) > HOUR_S) {
      // Standard and civil time differ only in summer: one hour ahead of UTC, or two. The meter's clock may change a little early.
      const ahead = (clockS - near) / HOUR_S;
      if (Math.abs(ahead - 1.5) < 0.75) state[CIVIL_CLOCK] = ahead > 1.5 ? 1 : 0;
    }
    return state[CIVIL_CLOCK] ? utcOfCivil(clockS, near) : clockS - HOUR_S;
  }

  /** The same, with little work for a list in the same hour as the previous one. */
  function listUtcS(): number {
    const s = time[6] * 60 + time[7];
    if (time[5] === clockHour && time[3] === clockDay && s < HOUR_S && !clockInvalid(time)) {
      const utcS = hourS + s;
      // One hour in October occurs twice.
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
      // The indexes in between are a gap, also after a step back.
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

  /** Everything that is saved, in order. */
  /** True once the list that closes the last hour has arrived, or will not arrive. */
  function settled(): boolean {
    return state[LAST_S] % HOUR_S >= SETTLED_S;
  }

  function save(): void {
    savedAt = board.now();
    savedLast = state[LAST_S];
    const done = saveAccount(board.storage, ledger, peaks, saved, settled());
    if (!done && !failed) board.log('storage: could not save; a power cut would lose energy');
    failed = !done;
  }

  function tick(): void {
    const now = board.now();
    if (now < nextCheck || !powers[POWER_COUNT]) return;
    nextCheck = now + CHECK_MS;
    const utcS = state[LAST_S] + floor((now - lastList) / 1000);
    if (now - lastList > ledger.holdS * 1000 && utcS >= (state[HOUR] + 1) * HOUR_S) {
      // The hour ended without a list.
      state[POWER] = -1;
      ledger.advance(utcS);
      lastList = now;
    }
    const hourIsDue = saved.hour !== state[HOUR] && !failed;
    if (settled() && (hourIsDue || (now - savedAt >= SAVE_MS && savedLast !== state[LAST_S]))) save();
  }

  restoreAccount(board.storage, board.log, ledger, peaks);
  state[POWER] = -1;
  return {
    ledger,
    peakHours: peaks,
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
