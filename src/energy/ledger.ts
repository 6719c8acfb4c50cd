/**
 * What flowed in which hour. Within an hour the powers of the lists are summed up; the registers of the hourly list then
 * tell what the hour was. Hours whose list did not come stand as the powers say, until registers tell their total.
 */

import { ENERGY_IMPORT, POWER_IMPORT } from '../reading/fields.js';
import type { Reading } from '../reading/reading.js';
import type { Scale } from '../reading/scale.js';
import { floor, max, min, round } from '../text/math.js';
import { dayOf, dayText, HOUR_S, hourText, monthOf, monthText } from '../time/civil.js';
import {
  FIRST_OPEN,
  GAP_S,
  HOUR,
  LAST_S,
  METER,
  OPEN_GAP_S,
  OPEN_WH,
  POWER,
  REGISTER,
  STATE_SIZE,
  UNIT,
  WATT_SECONDS,
} from './ledger-state.js';
import { addWh, createSeries, EXPORT, IMPORT, markEstimated, moveTo, type Series } from './series.js';

/** So long a power holds when the HAN port's lists fail to come; without any for longer it is not known what flowed. */
export const HOLD_S = 60;
/** A clock that goes back by less waits until time has caught up. */
const BACK_S = 600;
/** A clock that leaps so far was set: what the registers grew by is not of that time. */
export const YEAR_S = 31536000;
/** More Wh an hour than the powers told are of other registers: a meter without current transformers bears 69 kW. */
const MAX_WH = 100000;

export interface Ledger {
  state: Float64Array;
  /** Hours, days and months, the last hour, day and month under way among them. */
  series: Series[];
  /** Seconds without power in each of the hours. */
  gaps: Uint16Array;
  /** So long a power holds, s. */
  holdS: number;
  /** Goes on to a time at which the powers so far ended, or at least were told until then. */
  advance(utcS: number): void;
  /** Takes the registers of a list; `fullHour` if it is an hourly list, whose registers are those of the full hour. */
  takeRegisters(meter: number, fullHour: boolean): void;
  /** Hands on the open hours that are kept and known, up to `to`; their amounts are not final. */
  forEachOpenHour(to: number, listener: (hour: number, wh: number) => void): void;
  /** Wh of an index of a series so far; -1 for unknown. */
  totalWh(series: Series, index: number, side: number): number;
  /** True unless the registers told it whole. */
  isEstimated(series: Series, index: number): boolean;
}

/** Makes a ledger. `onHour` hears of each hour when its amount of import is settled, in order; `log` of what went wrong. */
export function createLedger(
  reading: Reading,
  scale: Scale,
  onHour: (hour: number, wh: number) => void,
  log: (line: string) => void,
): Ledger {
  const state = new Float64Array(STATE_SIZE);
  state[POWER] = -1;
  const known = reading.known;
  const values = reading.values;
  // An hour is its own index: whole numbers stay as they are.
  const hours = createSeries(48, 'start', floor, hourText);
  const allSeries = [hours, createSeries(62, 'date', dayOf, dayText), createSeries(24, 'month', monthOf, monthText)];
  const gaps = new Uint16Array(hours.size);

  function accumulate(seconds: number, withPower: boolean): void {
    state[LAST_S] += seconds;
    if (withPower) {
      state[WATT_SECONDS] += state[POWER] * seconds;
      state[WATT_SECONDS + 1] += state[POWER + 1] * seconds;
    } else state[GAP_S] += seconds;
  }

  /** Wh of the hour under way. */
  function hourWh(side: number): number {
    return round((state[WATT_SECONDS + side] * scale.ctRatio) / HOUR_S);
  }

  function credit(hour: number, side: number, wh: number): void {
    for (let i = 0; i < allSeries.length; i++) addWh(allSeries[i], allSeries[i].indexOfHour(hour), side, wh);
  }

  /** What speaks for an hour where a difference is shared out: its seconds without power, or its Wh so far. */
  function weightOf(hour: number, side: number, byGap: boolean): number {
    const slot = hour % hours.size;
    if (hour === state[HOUR]) return byGap ? state[GAP_S] : hourWh(side);
    if (byGap) return hours.wh[IMPORT][slot] < 0 ? HOUR_S : gaps[slot];
    return max(hours.wh[side][slot], 0);
  }

  /** The first open hour that is still kept by itself. */
  function oldestOpen(): number {
    return max(state[FIRST_OPEN], state[HOUR] - hours.size + 1);
  }

  function setHour(hour: number): void {
    state[HOUR] = hour;
    for (let i = 0; i < allSeries.length; i++) moveTo(allSeries[i], allSeries[i].indexOfHour(hour));
  }

  /** Ends the hour under way by what the powers say. */
  function endHour(): void {
    for (let side = IMPORT; side <= EXPORT; side++) {
      if ((known[POWER_IMPORT + side] || known[ENERGY_IMPORT + side]) && state[GAP_S] < HOUR_S) {
        const wh = hourWh(side);
        credit(state[HOUR], side, wh);
        state[OPEN_WH + side] += wh;
      }
      state[WATT_SECONDS + side] = 0;
    }
    gaps[state[HOUR] % hours.size] = state[GAP_S];
    state[OPEN_GAP_S] += state[GAP_S];
    state[GAP_S] = 0;
  }

  function forEachOpenHour(to: number, listener: (hour: number, wh: number) => void): void {
    for (let hour = oldestOpen(); hour <= to; hour++) {
      const wh = hours.wh[IMPORT][hour % hours.size];
      if (wh >= 0) listener(hour, wh);
    }
  }

  function startHour(hour: number): void {
    endHour();
    // What the hours forget before a register comes is told as it stands.
    forEachOpenHour(min(state[HOUR], hour - hours.size), onHour);
    state[OPEN_GAP_S] += (hour - state[HOUR] - 1) * HOUR_S;
    setHour(hour);
  }

  /** Shares `wh` out over the days and months of the hours from one up to another, which are not kept by themselves. */
  function distributeByDay(from: number, to: number, side: number, wh: number): void {
    let given = 0;
    for (let hour = from; hour < to; hour++) {
      const part = floor((wh * (hour + 1 - from)) / (to - from)) - given;
      for (let i = 1; i < allSeries.length; i++) addWh(allSeries[i], allSeries[i].indexOfHour(hour), side, part);
      given += part;
    }
  }

  /**
   * Shares out the difference between registers and powers over the open hours, to `last`: by the time without power, or
   * where none was missing (or too much was counted) in proportion to what was counted.
   */
  function distribute(last: number, side: number, difference: number): void {
    const kept = oldestOpen();
    const gap = state[OPEN_GAP_S] + (last === state[HOUR] ? state[GAP_S] : 0);
    const byGap = difference >= 0 && gap > 0;
    let total = 0;
    for (let hour = kept; hour <= last; hour++) total += weightOf(hour, side, byGap);
    let left = difference;
    if (kept > state[FIRST_OPEN] && byGap) {
      // Hours that are not kept by themselves: only how long they lacked power is known.
      const older = gap - total;
      const past = floor((left * older) / (older + total));
      distributeByDay(state[FIRST_OPEN], kept, side, past);
      left -= past;
    }
    let sum = 0;
    let given = 0;
    for (let hour = kept; hour <= last; hour++) {
      sum += weightOf(hour, side, byGap);
      const part = (hour === last ? left : floor((left * sum) / total) || 0) - given;
      given += part;
      if (hour < state[HOUR]) credit(hour, side, part);
      else state[WATT_SECONDS + side] += round((part * HOUR_S) / scale.ctRatio);
    }
  }

  /** Marks the open hours to `last`, days and months too where it is not known what of the total was theirs. */
  function markOpenEstimated(last: number, all: boolean): void {
    for (let i = 0; i < allSeries.length; i++) {
      const from = allSeries[i].indexOfHour(state[FIRST_OPEN]);
      const to = allSeries[i].indexOfHour(last);
      if (all || from !== to) markEstimated(allSeries[i], from, to);
    }
  }

  /** Closes the open hours to `last`; what comes behind is open. */
  function closeHours(last: number): void {
    forEachOpenHour(min(last, state[HOUR] - 1), onHour);
    const current = last === state[HOUR];
    state[FIRST_OPEN] = state[HOUR];
    state[OPEN_GAP_S] = 0;
    for (let side = IMPORT; side <= EXPORT; side++) state[OPEN_WH + side] = current ? -hourWh(side) : 0;
    if (current) state[GAP_S] = 0;
  }

  function takeRegisters(meter: number, fullHour: boolean): void {
    const unitWh = reading.registerUnitWh || scale.registerUnitWh;
    if (!unitWh || !known[ENERGY_IMPORT]) return;
    const last = fullHour && state[FIRST_OPEN] < state[HOUR] ? state[HOUR] - 1 : state[HOUR];
    // All that is kept is whole: a fraction would not come back from the text as it was.
    const unit = unitWh < 1 ? -10 * unitWh : unitWh;
    let replaced = meter !== state[METER] || unit !== state[UNIT];
    const worth = unitWh * scale.ctRatio;
    const maxWh = MAX_WH * scale.ctRatio * (state[HOUR] - state[FIRST_OPEN] + 1);
    const differences: (number | null)[] = [null, null];
    let isFirst = false;
    for (let side = IMPORT; side <= EXPORT; side++) {
      const before = state[REGISTER + side];
      const register = known[ENERGY_IMPORT + side] ? values[ENERGY_IMPORT + side] : -1;
      state[REGISTER + side] = register;
      if (register < 0) continue;
      if (before < 0) {
        isFirst = true;
        continue;
      }
      // The difference of whole Wh: with a register in each list, fractions that are rounded away would add up.
      const grown = round(register * worth) - round(before * worth);
      const difference = grown - state[OPEN_WH + side] - (last === state[HOUR] ? hourWh(side) : 0);
      differences[side] = difference;
      if (register < before || difference > maxWh) replaced = true;
    }
    if (replaced && state[UNIT]) log('account: other registers; they count from now on, the sums stay');
    markOpenEstimated(last, replaced || isFirst);
    differences.forEach(function (difference, side) {
      if (difference !== null && !replaced) distribute(last, side, difference);
    });
    closeHours(last);
    state[UNIT] = unit;
    state[METER] = meter;
  }

  /** The clock was wrong by hours or years: what was put into hours that have not come yet is taken out of them. */
  function jumpClock(utcS: number): void {
    const hour = floor(utcS / HOUR_S);
    log('account: the clock went to ' + hourText(hour));
    endHour();
    markOpenEstimated(state[HOUR], true);
    moveTo(hours, hour - 1);
    setHour(hour);
    state[LAST_S] = utcS;
    state[GAP_S] = utcS - hour * HOUR_S;
    state[UNIT] = 0;
    closeHours(hour - 1);
  }

  function advance(utcS: number): void {
    if (!state[HOUR]) {
      setHour(floor(utcS / HOUR_S));
      state[FIRST_OPEN] = state[HOUR];
      state[LAST_S] = state[HOUR] * HOUR_S;
    }
    const seconds = utcS - state[LAST_S];
    const withPower = state[POWER] >= 0 && seconds <= ledger.holdS;
    if (seconds < -BACK_S || seconds > YEAR_S) {
      jumpClock(utcS);
      return;
    }
    if (seconds <= 0) return;
    const end = (state[HOUR] + 1) * HOUR_S;
    if (utcS >= end) {
      accumulate(end - state[LAST_S], withPower);
      startHour(floor(utcS / HOUR_S));
      state[LAST_S] = state[HOUR] * HOUR_S;
    }
    accumulate(utcS - state[LAST_S], withPower);
  }

  function totalWh(series: Series, index: number, side: number): number {
    const total = series.wh[side][index % series.size];
    const passed = state[LAST_S] - state[HOUR] * HOUR_S;
    if (
      index !== series.newest ||
      !(known[POWER_IMPORT + side] || known[ENERGY_IMPORT + side]) ||
      ((passed > 0 || state[POWER] < 0) && state[GAP_S] >= passed)
    )
      return total;
    return max(total, 0) + hourWh(side);
  }

  function isEstimated(series: Series, index: number): boolean {
    // With registers in each list even the hour under way is told by them.
    const closed = state[UNIT] && state[FIRST_OPEN] === state[HOUR] && state[OPEN_WH] + hourWh(IMPORT) === 0;
    return (
      series.estimated[index % series.size] > 0 || index >= series.indexOfHour(state[FIRST_OPEN] + (closed ? 1 : 0))
    );
  }

  const ledger: Ledger = {
    state,
    series: allSeries,
    gaps,
    holdS: HOLD_S,
    advance,
    takeRegisters,
    forEachOpenHour,
    totalWh,
    isEstimated,
  };
  return ledger;
}
