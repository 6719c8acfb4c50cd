/** A realistic Norwegian household: the load on each phase at any instant, as a function of time and seed alone. */

import { hash, wander } from '../random.js';
import { ALL, CYCLING, HEATERS, reactiveShare, STANDBY, type Use, usesOf } from './appliances.js';
import { DAY_MS, sunlight, temperature } from './weather.js';

const MINUTE_MS = 60000;
const STEP_MS = 10000;

/** Solar panels: peak power in W, and the lowest power at which the inverter starts. */
const SOLAR_W = 8000;
const SOLAR_START_W = 40;
/** Outdoor temperature in degrees Celsius below which the house is heated, by day and by night (22 to 5 o'clock). */
const HEAT_BELOW_DAY = 17;
const HEAT_BELOW_NIGHT = 15;

const OPEN_CIRCUIT_V = 233;
/** Variation of the grid's own voltage, and the voltage drop on the line to the house: 0.14 ohm at 230 V. */
const GRID_V = 6;
const DROP_V_PER_W = 0.0006;

// Channels of the random numbers.
const GRID = 11;
const FLICKER = 12;

/** The load at one instant, by phase (3-phase: by pair of lines): one or three whole numbers each. */
export interface Load {
  /** W and var; positive is import, negative is export. */
  watts: number[];
  vars: number[];
  /** V, about 220 to 240; from line to line in a 3-phase house. */
  volts: number[];
}

export interface Household {
  /** The load at an instant: ms since 1970-01-01 on the household's clock, which is standard time all year. */
  at(civilMs: number): Load;
}

/** Makes a household; `seed` is any 32-bit integer. The same seed always gives the same loads. */
export function createHousehold(options: { phases: 1 | 3; seed: number }): Household {
  const { phases, seed } = options;
  const watts = new Float64Array(ALL);
  const vars = new Float64Array(ALL);
  // A cache of the latest day; the result of `at` does not depend on it.
  let day = Number.NaN;
  let uses: Use[] = [];

  function add(circuit: number, activeW: number, reactiveVar: number): void {
    if (circuit !== ALL) {
      watts[circuit] += activeW;
      vars[circuit] += reactiveVar;
      return;
    }
    for (let i = 0; i < ALL; i++) add(i, activeW / ALL, reactiveVar / ALL);
  }

  function addThermostats(ms: number): void {
    const hour = (ms % DAY_MS) / 3600000;
    const base = hour >= 22 || hour < 5 ? HEAT_BELOW_NIGHT : HEAT_BELOW_DAY;
    const missingKelvin = Math.max(0, base - temperature(ms, seed));
    const minutes = ms / MINUTE_MS;
    // Shifted by their power, so that the thermostats do not start their cycles together.
    for (const [, circuit, power, factor, cycle, duty] of CYCLING)
      if ((minutes + power) % cycle < cycle * duty) add(circuit, power, power * reactiveShare(factor));
    for (const [, circuit, power, factor, cycle, perKelvin] of HEATERS)
      if ((minutes + power) % cycle < cycle * perKelvin * missingKelvin)
        add(circuit, power, power * reactiveShare(factor));
  }

  function addUses(ms: number): void {
    const today = Math.floor(ms / DAY_MS);
    if (today !== day) {
      day = today;
      uses = usesOf(day, phases, seed);
    }
    for (const use of uses) {
      if (ms < use.from || ms >= use.to) continue;
      if (use.cycleMs === 0 || (ms - use.from) % use.cycleMs < use.onMs) add(use.circuit, use.watts, use.vars);
    }
  }

  function addSolar(ms: number): void {
    const power = SOLAR_W * sunlight(ms, seed);
    if (power >= SOLAR_START_W) add(ALL, -power, 0);
  }

  function voltsOf(ms: number, phase: number, activeW: number): number {
    const grid = GRID_V * (wander(seed, GRID + 10 * phase, ms / (7 * MINUTE_MS)) - 0.5);
    return Math.round(OPEN_CIRCUIT_V + grid - DROP_V_PER_W * activeW);
  }

  function at(civilMs: number): Load {
    watts.fill(0);
    vars.fill(0);
    // Noise: the power differs by a few watts from one list to the next.
    add(0, 12 * hash(seed, FLICKER, Math.floor(civilMs / STEP_MS)), 0);
    for (const [, circuit, power, factor] of STANDBY) add(circuit, power, power * reactiveShare(factor));
    addThermostats(civilMs);
    addUses(civilMs);
    addSolar(civilMs);
    if (phases === 1) {
      watts[0] += watts[1] + watts[2];
      vars[0] += vars[1] + vars[2];
    }
    const load: Load = { watts: [], vars: [], volts: [] };
    for (let phase = 0; phase < phases; phase++) {
      load.watts.push(Math.round(watts[phase]));
      load.vars.push(Math.round(vars[phase]));
      load.volts.push(voltsOf(civilMs, phase, watts[phase]));
    }
    return load;
  }

  return { at };
}
