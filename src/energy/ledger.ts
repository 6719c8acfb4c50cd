/**
 * What flowed in which hour. Within an hour the powers of the lists are summed up; the registers of the hourly list then
 * tell what the hour was. Hours whose list did not come stand as the powers say, until registers tell their total.
 */

import { ENERGY_IMPORT, POWER_IMPORT } from '../reading/fields.js';
import type { Reading } from '../reading/reading.js';
import type { Scale } from '../reading/scale.js';
import { floor, max, min, round } from '../text/math.js';
import { dayOf, dayText, HOUR_S, hourText, monthOf, monthText } from '../time/civil.js';
import { COUNTED, GAP, GAPS, HOUR, LAST, METER, NUMBERS, OPEN, POWER, REGISTER, UNIT, USED } from './ledger-state.js';
import { add, createSeries, EXPORT, goTo, IMPORT, mark, type Series } from './series.js';

/** So long a power holds when the HAN port's lists fail to come; without any for longer it is not known what flowed. */
export const HOLD_S = 60;
/** A clock that goes back by less waits until time has caught up. */
const BACK_S = 600;
/** A clock that leaps so far was set: what the registers grew by is not of that time. */
export const YEAR_S = 31536000;
/** More Wh an hour than the powers told are of other registers: a meter without current transformers bears 69 kW. */
const MOST_WH = 100000;

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
  tell(to: number, listener: (hour: number, wh: number) => void): void;
  /** Wh of an index of a series so far; -1 for unknown. */
  wh(series: Series, index: number, side: number): number;
  /** True unless the registers told it whole. */
  estimated(series: Series, index: number): boolean;
}

/** Makes a ledger. `onHour` hears of each hour when its amount of import is settled, in order; `log` of what went wrong. */
export function createLedger(
  reading: Reading,
  scale: Scale,
  onHour: (hour: number, wh: number) => void,
  log: (line: string) => void,
): Ledger {
  const state = new Float64Array(NUMBERS);
  state[POWER] = -1;
  const known = reading.known;
  const values = reading.values;
  // An hour is its own index: whole numbers stay as they are.
  const hours = createSeries(48, 'start', floor, hourText);
  const series = [hours, createSeries(62, 'date', dayOf, dayText), createSeries(24, 'month', monthOf, monthText)];
  const gaps = new Uint16Array(hours.size);

  function pass(seconds: number, withPower: boolean): void {
    state[LAST] += seconds;
    if (withPower) {
      state[USED] += state[POWER] * seconds;
      state[USED + 1] += state[POWER + 1] * seconds;
    } else state[GAP] += seconds;
  }

  /** Wh of the hour under way. */
  function used(side: number): number {
    return round((state[USED + side] * scale.ctRatio) / HOUR_S);
  }

  function post(hour: number, side: number, wh: number): void {
    for (let i = 0; i < series.length; i++) add(series[i], series[i].indexAt(hour), side, wh);
  }

  /** What speaks for an hour where a difference is shared out: its seconds without power, or its Wh so far. */
  function weightOf(hour: number, side: number, byGap: boolean): number {
    const slot = hour % hours.size;
    if (hour === state[HOUR]) return byGap ? state[GAP] : used(side);
    if (byGap) return hours.wh[IMPORT][slot] < 0 ? HOUR_S : gaps[slot];
    return max(hours.wh[side][slot], 0);
  }

  /** The first open hour that is still kept by itself. */
  function oldestOpen(): number {
    return max(state[OPEN], state[HOUR] - hours.size + 1);
  }

  function goToHour(hour: number): void {
    state[HOUR] = hour;
    for (let i = 0; i < series.length; i++) goTo(series[i], series[i].indexAt(hour));
  }

  /** Ends the hour under way by what the powers say. */
  function endHour(): void {
    for (let side = IMPORT; side <= EXPORT; side++) {
      if ((known[POWER_IMPORT + side] || known[ENERGY_IMPORT + side]) && state[GAP] < HOUR_S) {
        const wh = used(side);
        post(state[HOUR], side, wh);
        state[COUNTED + side] += wh;
      }
      state[USED + side] = 0;
    }
    gaps[state[HOUR] % hours.size] = state[GAP];
    state[GAPS] += state[GAP];
    state[GAP] = 0;
  }

  function tell(to: number, listener: (hour: number, wh: number) => void): void {
    for (let hour = oldestOpen(); hour <= to; hour++) {
      const wh = hours.wh[IMPORT][hour % hours.size];
      if (wh >= 0) listener(hour, wh);
    }
  }

  function roll(hour: number): void {
    endHour();
    // What the hours forget before a register comes is told as it stands.
    tell(min(state[HOUR], hour - hours.size), onHour);
    state[GAPS] += (hour - state[HOUR] - 1) * HOUR_S;
    goToHour(hour);
  }

  /** Shares `wh` out over the days and months of the hours from one up to another, which are not kept by themselves. */
  function shareByDay(from: number, to: number, side: number, wh: number): void {
    let given = 0;
    for (let hour = from; hour < to; hour++) {
      const part = floor((wh * (hour + 1 - from)) / (to - from)) - given;
      for (let i = 1; i < series.length; i++) add(series[i], series[i].indexAt(hour), side, part);
      given += part;
    }
  }

  /**
   * Shares out the difference between registers and powers over the open hours, to `last`: by the time without power, or
   * where none was missing (or too much was counted) in proportion to what was counted.
   */
  function share(last: number, side: number, difference: number): void {
    const kept = oldestOpen();
    const gap = state[GAPS] + (last === state[HOUR] ? state[GAP] : 0);
    const byGap = difference >= 0 && gap > 0;
    let total = 0;
    for (let hour = kept; hour <= last; hour++) total += weightOf(hour, side, byGap);
    let left = difference;
    if (kept > state[OPEN] && byGap) {
      // Hours that are not kept by themselves: only how long they lacked power is known.
      const older = gap - total;
      const past = floor((left * older) / (older + total));
      shareByDay(state[OPEN], kept, side, past);
      left -= past;
    }
    let sum = 0;
    let given = 0;
    for (let hour = kept; hour <= last; hour++) {
      sum += weightOf(hour, side, byGap);
      const part = (hour === last ? left : floor((left * sum) / total) || 0) - given;
      given += part;
      if (hour < state[HOUR]) post(hour, side, part);
      else state[USED + side] += round((part * HOUR_S) / scale.ctRatio);
    }
  }

  /** Marks the open hours to `last`, days and months too where it is not known what of the total was theirs. */
  function markOpen(last: number, all: boolean): void {
    for (let i = 0; i < series.length; i++) {
      const from = series[i].indexAt(state[OPEN]);
      const to = series[i].indexAt(last);
      if (all || from !== to) mark(series[i], from, to);
    }
  }

  /** Closes the open hours to `last`; what comes behind is open. */
  function close(last: number): void {
    tell(min(last, state[HOUR] - 1), onHour);
    const current = last === state[HOUR];
    state[OPEN] = state[HOUR];
    state[GAPS] = 0;
    for (let side = IMPORT; side <= EXPORT; side++) state[COUNTED + side] = current ? -used(side) : 0;
    if (current) state[GAP] = 0;
  }

  function takeRegisters(meter: number, fullHour: boolean): void {
    const unitWh = reading.registerUnitWh || scale.registerUnitWh;
    if (!unitWh || !known[ENERGY_IMPORT]) return;
    const last = fullHour && state[OPEN] < state[HOUR] ? state[HOUR] - 1 : state[HOUR];
    // All that is kept is whole: a fraction would not come back from the text as it was.
    const unit = unitWh < 1 ? -10 * unitWh : unitWh;
    let other = meter !== state[METER] || unit !== state[UNIT];
    const worth = unitWh * scale.ctRatio;
    const most = MOST_WH * scale.ctRatio * (state[HOUR] - state[OPEN] + 1);
    const differences: (number | null)[] = [null, null];
    let fresh = false;
    for (let side = IMPORT; side <= EXPORT; side++) {
      const before = state[REGISTER + side];
      const register = known[ENERGY_IMPORT + side] ? values[ENERGY_IMPORT + side] : -1;
      state[REGISTER + side] = register;
      if (register < 0) continue;
      if (before < 0) {
        fresh = true;
        continue;
      }
      // The difference of whole Wh: with a register in each list, fractions that are rounded away would add up.
      const grown = round(register * worth) - round(before * worth);
      const difference = grown - state[COUNTED + side] - (last === state[HOUR] ? used(side) : 0);
      differences[side] = difference;
      if (register < before || difference > most) other = true;
    }
    if (other && state[UNIT]) log('account: other registers; they count from now on, the sums stay');
    markOpen(last, other || fresh);
    differences.forEach(function (difference, side) {
      if (difference !== null && !other) share(last, side, difference);
    });
    close(last);
    state[UNIT] = unit;
    state[METER] = meter;
  }

  /** The clock was wrong by hours or years: what was put into hours that have not come yet is taken out of them. */
  function leap(utcS: number): void {
    const hour = floor(utcS / HOUR_S);
    log('account: the clock went to ' + hourText(hour));
    endHour();
    markOpen(state[HOUR], true);
    goTo(hours, hour - 1);
    goToHour(hour);
    state[LAST] = utcS;
    state[GAP] = utcS - hour * HOUR_S;
    state[UNIT] = 0;
    close(hour - 1);
  }

  function advance(utcS: number): void {
    if (!state[HOUR]) {
      goToHour(floor(utcS / HOUR_S));
      state[OPEN] = state[HOUR];
      state[LAST] = state[HOUR] * HOUR_S;
    }
    const seconds = utcS - state[LAST];
    const withPower = state[POWER] >= 0 && seconds <= ledger.holdS;
    if (seconds < -BACK_S || seconds > YEAR_S) {
      leap(utcS);
      return;
    }
    if (seconds <= 0) return;
    const end = (state[HOUR] + 1) * HOUR_S;
    if (utcS >= end) {
      pass(end - state[LAST], withPower);
      roll(floor(utcS / HOUR_S));
      state[LAST] = state[HOUR] * HOUR_S;
    }
    pass(utcS - state[LAST], withPower);
  }

  function wh(it: Series, index: number, side: number): number {
    const over = it.wh[side][index % it.size];
    const passed = state[LAST] - state[HOUR] * HOUR_S;
    if (
      index !== it.newest ||
      !(known[POWER_IMPORT + side] || known[ENERGY_IMPORT + side]) ||
      ((passed > 0 || state[POWER] < 0) && state[GAP] >= passed)
    )
      return over;
    return max(over, 0) + used(side);
  }

  function estimated(it: Series, index: number): boolean {
    // With registers in each list even the hour under way is told by them.
    const told = state[UNIT] && state[OPEN] === state[HOUR] && state[COUNTED] + used(IMPORT) === 0;
    return it.marked[index % it.size] > 0 || index >= it.indexAt(state[OPEN] + (told ? 1 : 0));
  }

  const ledger: Ledger = { state, series, gaps, holdS: HOLD_S, advance, takeRegisters, tell, wh, estimated };
  return ledger;
}
