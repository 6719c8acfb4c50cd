/** What a meter measures of a load: power in four quadrants, line currents and voltages, as raw values. */
import { ENERGY_IMPORT } from '../../../src/reading/fields.js';
import type { Load } from './house/household.js';

/** Field numbers of the first current and the first voltage. */
const CURRENT_L1 = 4;
const VOLTAGE_L1 = 7;
const HUNDREDTHS = 100;
const THIRD_OF_A_TURN = (2 * Math.PI) / 3;

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function currentOf1Phase(load: Load): number[] {
  return [Math.hypot(load.watts[0], load.vars[0]) / load.volts[0]];
}

/**
 * Line currents of a 3-wire meter (230 V IT grid): the loads are between L1 and L2, L2 and L3, L3 and L1, and the
 * current of each line is the difference of the currents of two loads, as phasors. So U x I is not P, as on real
 * meters.
 */
function currentsOf3Wires(load: Load): number[] {
  const real: number[] = [];
  const imaginary: number[] = [];
  load.watts.forEach((watts, i) => {
    // The conjugate of S / U; the voltage of each pair lags the previous one by a third of a turn.
    const cos = Math.cos(-i * THIRD_OF_A_TURN) / load.volts[i];
    const sin = Math.sin(-i * THIRD_OF_A_TURN) / load.volts[i];
    real.push(watts * cos + load.vars[i] * sin);
    imaginary.push(watts * sin - load.vars[i] * cos);
  });
  return [2, 0, 1].map((other, line) => Math.hypot(real[line] - real[other], imaginary[line] - imaginary[other]));
}

/**
 * Raw values of the fields that are in each list: W, var, 0.01 A and V, all whole and not negative. Import and export
 * are net over the phases at each instant, as Norwegian meters measure: at least one of the two is 0.
 */
export function measure(load: Load): number[] {
  const values = new Array<number>(ENERGY_IMPORT).fill(0);
  const active = sum(load.watts);
  const reactive = sum(load.vars);
  values[active > 0 ? 0 : 1] = Math.abs(active);
  values[reactive > 0 ? 2 : 3] = Math.abs(reactive);
  const currents = load.watts.length === 1 ? currentOf1Phase(load) : currentsOf3Wires(load);
  currents.forEach((current, i) => {
    values[CURRENT_L1 + i] = Math.round(current * HUNDREDTHS);
    values[VOLTAGE_L1 + i] = load.volts[i];
  });
  return values;
}
