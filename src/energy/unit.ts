/**
 * Finds how many Wh a unit of the energy registers is, which the frame does not say (setting `energy_unit_wh: auto`):
 * compares the growth of the register over a full hour with the power integrated over the same hour.
 */

import type { Board } from '../board.js';
import { ENERGY_IMPORT, POWER_IMPORT } from '../reading/fields.js';
import { type Reading, textOf } from '../reading/reading.js';
import type { Scale } from '../reading/scale.js';
import { floor } from '../text/math.js';
import { meterMs } from '../time/date-time.js';

/** The file with the meter id and the unit found. */
const FILE = 'energy-unit';
const HOUR_MS = 3600000;
const LIST_MS = 10000;
/** An hour has 360 lists; with fewer than this the integral is not reliable. */
const MIN_LISTS = 354;
/** With less growth, in units, 1 and 10 cannot be told apart. */
const MIN_UNITS = 20;
/** Relative deviation of the quotient from 1 or 10. */
const TOLERANCE = 0.2;

/** Compares registers and powers of one meter. */
export interface EnergyUnitFinder {
  /** To be called for each list; `hourly` if it has registers. Returns the Wh per unit, 10 or 1, when an hour has shown it, else 0. */
  take(reading: Reading, hourly: boolean): number;
}

/** Creates a finder. It uses import, or export while nothing is imported. */
export function createEnergyUnitFinder(): EnergyUnitFinder {
  const powerWh = [0, 0];
  const registers = [0, 0];
  let lists = 0;
  let hour = -1;

  function quotientOf(side: number, reading: Reading): number {
    if (!reading.known[ENERGY_IMPORT + side] || !reading.known[POWER_IMPORT + side]) return 0;
    const units = reading.values[ENERGY_IMPORT + side] - registers[side];
    if (units < MIN_UNITS) return 0;
    const quotient = powerWh[side] / units;
    if (Math.abs(quotient - 1) <= TOLERANCE) return 1;
    return Math.abs(quotient / 10 - 1) <= TOLERANCE ? 10 : 0;
  }

  function closeHour(reading: Reading): number {
    const ms = meterMs(reading.energyTime);
    if (ms === null) return 0;
    const now = floor(ms / HOUR_MS);
    const whole = now === hour + 1 && lists >= MIN_LISTS;
    const unit = whole ? quotientOf(0, reading) || quotientOf(1, reading) : 0;
    hour = now;
    lists = 0;
    for (let side = 0; side < 2; side++) {
      powerWh[side] = 0;
      registers[side] = reading.values[ENERGY_IMPORT + side];
    }
    return unit;
  }

  function take(reading: Reading, hourly: boolean): number {
    if (hourly) return closeHour(reading);
    lists++;
    for (let side = 0; side < 2; side++) {
      if (reading.known[POWER_IMPORT + side])
        powerWh[side] += (reading.values[POWER_IMPORT + side] * LIST_MS) / HOUR_MS;
    }
    return 0;
  }

  return { take };
}

/**
 * Creates a function that finds the unit of each meter and sets it in `scale`; a unit that an earlier run found for this
 * meter applies from its first list. The function is to be called for each list; `hourly` if it has registers.
 */
export function createUnitSetter(board: Board, reading: Reading, scale: Scale): (hourly: boolean) => void {
  let finder: EnergyUnitFinder | null = null;
  let finderMeter = '';

  function startFinder(meter: string): EnergyUnitFinder {
    const kept = board.storage.read(FILE);
    finderMeter = meter;
    scale.registerUnitWh = kept === meter + ' 1' ? 1 : kept === meter + ' 10' ? 10 : 0;
    return createEnergyUnitFinder();
  }

  return function (hourly: boolean): void {
    const meter = textOf(reading.meterId) || '';
    if (!finder || meter !== finderMeter) finder = startFinder(meter);
    const unit = finder.take(reading, hourly);
    if (!unit || unit === scale.registerUnitWh) return;
    scale.registerUnitWh = unit;
    board.storage.write(FILE, meter + ' ' + unit);
    board.log('meter: energy_unit_wh is ' + unit + ', from the power of a full hour');
  };
}
