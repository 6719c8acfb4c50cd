/**
 * Energy by hour, day and month. Within an hour the powers of the lists are integrated; the registers of the hourly list
 * then settle the hour exactly. Without that list, hours remain open estimates until registers give their total.
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

/** A power is assumed to last so many seconds if HAN lists are missing; after that the power is unknown. */
export const HOLD_S = 60;
/** If the clock goes back by less, counting pauses until time has caught up; in seconds. */
const BACK_S = 600;
/** Seconds in a year. A clock that advances by more was set: the growth of the registers does not belong to that time. */
export const YEAR_S = 31536000;
/** Registers that grow by more Wh per hour than the powers explain are other registers; a direct-connected meter carries 69 kW at most. */
const MAX_WH = 100000;

/** The energy of the site by hour, day and month. */
export interface Ledger {
  /** See ./ledger-state. */
  state: Float64Array;
  /** Hours, days and months, including the current ones. */
  series: Series[];
  /** Seconds in which the power was unknown, by slot of the hours. */
  gaps: Uint16Array;
  /** Seconds for which a power is assumed to last. */
  holdS: number;
  /** Integrates the latest powers up to a time, in s UTC. */
  advance(utcS: number): void;
  /** Settles the open hours by the registers of the reading. `meter` is a checksum of its id; `fullHour` if the registers are those of the full hour. */
  takeRegisters(meter: number, fullHour: boolean): void;
  /** Visits the known open hours up to `to`, with their import in Wh, which is not final. */
  forEachOpenHour(to: number, listener: (hour: number, wh: number) => void): void;
  /** Wh at an index of a series, including the current hour; -1 if unknown. */
  totalWh(series: Series, index: number, side: number): number;
  /** True unless registers settled all of it. */
  isEstimated(series: Series, index: number): boolean;
}

/** Creates a ledger. `onHour` is called for each hour, in order, when its import is final; `log` for clock jumps and other registers. */
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
  // An hour is its own index: `floor` leaves whole numbers as they are.
  const hours = createSeries(48, 'start', floor, hourText);
  const allSeries = [hours, createSeries(62, 'date', dayOf, dayText), createSeries(24, 'month', monthOf, monthText)];
  const gaps = new Uint16Array(hours.size);

  /** Integrates the powers over the next seconds, or counts these as a gap. */
  function accumulate(seconds: number, withPower: boolean): void {
    state[LAST_S] += seconds;
    if (withPower) {
      state[WATT_SECONDS] += state[POWER] * seconds;
      state[WATT_SECONDS + 1] += state[POWER + 1] * seconds;
    } else state[GAP_S] += seconds;
  }

  /** Wh of the current hour. */
  function hourWh(side: number): number {
    return round((state[WATT_SECONDS + side] * scale.ctRatio) / HOUR_S);
  }

  /** Adds Wh to the hour, and to its day and month. */
  function credit(hour: number, side: number, wh: number): void {
    for (let i = 0; i < allSeries.length; i++) addWh(allSeries[i], allSeries[i].indexOfHour(hour), side, wh);
  }

  /** The weight of an hour when a difference is distributed: its seconds without power, or its Wh so far. */
  function weightOf(hour: number, side: number, byGap: boolean): number {
    const slot = hour % hours.size;
    if (hour === state[HOUR]) return byGap ? state[GAP_S] : hourWh(side);
    if (byGap) return hours.wh[IMPORT][slot] < 0 ? HOUR_S : gaps[slot];
    return max(hours.wh[side][slot], 0);
  }

  /** The first open hour that still has a slot. */
  function oldestOpen(): number {
    return max(state[FIRST_OPEN], state[HOUR] - hours.size + 1);
  }

  function setHour(hour: number): void {
    state[HOUR] = hour;
    for (let i = 0; i < allSeries.length; i++) moveTo(allSeries[i], allSeries[i].indexOfHour(hour));
  }

  /** Ends the current hour with the energy from the powers. */
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
    // Hours that lose their slot before a register settles them are final as they are.
    forEachOpenHour(min(state[HOUR], hour - hours.size), onHour);
    state[OPEN_GAP_S] += (hour - state[HOUR] - 1) * HOUR_S;
    setHour(hour);
  }

  /** Distributes `wh` over the days and months of the hours from `from` up to `to`, which have no slots. */
  function distributeByDay(from: number, to: number, side: number, wh: number): void {
    let given = 0;
    for (let hour = from; hour < to; hour++) {
      const part = floor((wh * (hour + 1 - from)) / (to - from)) - given;
      for (let i = 1; i < allSeries.length; i++) addWh(allSeries[i], allSeries[i].indexOfHour(hour), side, part);
      given += part;
    }
  }

  /**
   * Distributes the difference between registers and powers over the open hours up to `last`: by their time without power,
   * or, if there is none or too much was counted, in proportion to what was counted.
   */
  function distribute(last: number, side: number, difference: number): void {
    const kept = oldestOpen();
    const gap = state[OPEN_GAP_S] + (last === state[HOUR] ? state[GAP_S] : 0);
    const byGap = difference >= 0 && gap > 0;
    let total = 0;
    for (let hour = kept; hour <= last; hour++) total += weightOf(hour, side, byGap);
    let left = difference;
    if (kept > state[FIRST_OPEN] && byGap) {
      // Of hours without slots only the total time without power is known.
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

  /** Marks the open hours up to `last` as estimated; days and months too, if they share the total with others or `all`. */
  function markOpenEstimated(last: number, all: boolean): void {
    for (let i = 0; i < allSeries.length; i++) {
      const from = allSeries[i].indexOfHour(state[FIRST_OPEN]);
      const to = allSeries[i].indexOfHour(last);
      if (all || from !== to) markEstimated(allSeries[i], from, to);
    }
  }

  /** Closes the open hours up to `last`; later ones are open. */
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
    // The state holds whole numbers only: a fraction would change when saved as text.
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
      // Whole Wh: with registers in each list, the rounding errors of differences would add up.
      const grown = round(register * worth) - round(before * worth);
      const difference = grown - state[OPEN_WH + side] - (last === state[HOUR] ? hourWh(side) : 0);
      differences[side] = difference;
      if (register < before || difference > maxWh) replaced = true;
    }
    if (replaced && state[UNIT]) log('account: new or reset registers; counting goes on from them');
    markOpenEstimated(last, replaced || isFirst);
    differences.forEach(function (difference, side) {
      if (difference !== null && !replaced) distribute(last, side, difference);
    });
    closeHours(last);
    state[UNIT] = unit;
    state[METER] = meter;
  }

  /** Handles a clock that was set by hours or years: hours that have not begun yet are emptied. */
  function jumpClock(utcS: number): void {
    const hour = floor(utcS / HOUR_S);
    log('account: the clock jumped to ' + hourText(hour));
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
    // With registers in each list even the current hour is settled.
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
