/**
 * Finds how many Wh a unit of the energy registers is, since the frame does not tell (setting `energy_unit_wh: auto`):
 * the register's growth over a full hour against the power integrated over the same hour.
 */

import type { Board } from '../board.js';
import { ENERGY_IMPORT, POWER_IMPORT } from '../reading/fields.js';
import { type Reading, textOf } from '../reading/reading.js';
import type { Scale } from '../reading/scale.js';
import { floor } from '../text/math.js';
import { meterMs } from '../time/date-time.js';

/** What was found, and for which meter. */
const FILE = 'energy-unit';
const HOUR_MS = 3600000;
const LIST_MS = 10000;
/** An hour has 360 lists; with fewer than this many the integral is no witness. */
const MIN_LISTS = 354;
/** Less growth than this is too coarse to tell 1 from 10. */
const MIN_UNITS = 20;
/** How far from 1 or 10 the quotient may be. */
const TOLERANCE = 0.2;

export interface EnergyUnitFinder {
  /** Takes each list in; returns 10 or 1 when an hour has told, otherwise 0. `hourly` for a list with registers. */
  take(reading: Reading, hourly: boolean): number;
}

/** Makes a finder. It looks at import, or at export while nothing is imported. */
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
 * Makes what sets `scale` as soon as the lists have told, for each meter that comes; a unit that an earlier run found for
 * this meter counts from its first list on. The function takes each list in; `hourly` for a list with registers.
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
    board.log('meter: a unit of the registers is ' + unit + ' Wh, by the power of a full hour');
  };
}
