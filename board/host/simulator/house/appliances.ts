/** The appliances of the house, as tables, and when they are on. */
import { hash } from '../random.js';
import { DAY_MS, winter } from './weather.js';

const HOUR_MS = 3600000;
const MINUTE_MS = 60000;

/** An appliance is on one of the three circuits of a 3-phase house, 0 to 2, or spread over `ALL`. */
export const ALL = 3;

/** Always on. A negative power factor is leading: electronics generate reactive power, motors consume it. */
type Standby = [name: string, circuit: number, watts: number, powerFactor: number];
export const STANDBY: Standby[] = [
  ['electronics', 0, 95, -0.55],
  ['router and alarm', 2, 30, -0.6],
  ['ventilation', 1, 50, 0.8],
];

/** Controlled by its own thermostat, independent of the weather: on for the share `duty` of each cycle. */
type Cycling = [name: string, circuit: number, watts: number, powerFactor: number, minutes: number, duty: number];
export const CYCLING: Cycling[] = [
  ['fridge', 0, 95, 0.75, 47, 0.34],
  ['freezer', 1, 110, 0.72, 63, 0.38],
];

/** Heats a room: for each kelvin that the outdoor temperature is too low, on for the share `perKelvin` of each cycle. */
type Heater = [name: string, circuit: number, watts: number, powerFactor: number, minutes: number, perKelvin: number];
export const HEATERS: Heater[] = [
  ['living room', 0, 1600, 1, 14, 0.026],
  ['heat pump', 1, 1300, 0.93, 41, 0.034],
  ['bathroom floor', 2, 700, 1, 23, 0.03],
  ['bedrooms', 2, 1200, 1, 17, 0.017],
];

/**
 * Used at a certain time of the day: starts at `hour`, plus or minus `jitter` hours, with the probability `workday` or
 * `weekend`. Each use lasts `minutes` to `minutes + more`; meanwhile it is on for the share `duty` of each `cycle`
 * minutes. `season` is the share of its power that is needed in winter only.
 */
interface Timed {
  name: string;
  circuit: number;
  watts: number;
  powerFactor: number;
  hour: number;
  jitter: number;
  minutes: number;
  more: number;
  workday: number;
  weekend: number;
  cycle: number;
  duty: number;
  season: number;
}

type Row = [string, number, number, number, number, number, number, number, number, number, number, number, number];

function timed(row: Row): Timed {
  const [name, circuit, watts, powerFactor, hour, jitter, minutes, more, workday, weekend, cycle, duty, season] = row;
  return { name, circuit, watts, powerFactor, hour, jitter, minutes, more, workday, weekend, cycle, duty, season };
}

// name, circuit, W, power factor | hour, jitter, minutes, more | probability on workdays, weekends | cycle, duty | season
const HOUSE: Row[] = [
  ['lights, morning', 0, 160, -0.9, 6.2, 0.4, 80, 40, 1, 0.6, 0, 1, 0.9],
  ['lights, evening', 0, 240, -0.9, 17, 0.8, 290, 80, 1, 1, 0, 1, 0.8],
  ['lights, upstairs', 2, 110, -0.9, 19.5, 0.8, 150, 60, 1, 1, 0, 1, 0.6],
  ['kettle and coffee', 1, 1500, 1, 6.6, 0.4, 7, 6, 0.95, 0.3, 0, 1, 0],
  ['kettle, weekend', 1, 1500, 1, 9.5, 0.9, 7, 8, 0.1, 0.9, 0, 1, 0],
  ['water heater, night', 2, 1950, 1, 4.2, 0.7, 75, 50, 1, 1, 0, 1, 0.15],
  ['water heater, morning', 2, 1950, 1, 7.4, 0.5, 45, 40, 1, 0.8, 0, 1, 0.15],
  ['water heater, evening', 2, 1950, 1, 20.8, 1, 40, 50, 0.9, 1, 0, 1, 0.15],
  ['hob, first plate', 0, 1800, 1, 16.6, 0.6, 25, 20, 0.9, 0.95, 1.5, 0.55, 0],
  ['hob, second plate', 1, 1400, 1, 16.8, 0.6, 20, 20, 0.8, 0.9, 1.2, 0.5, 0],
  ['oven', 1, 2400, 1, 16.7, 0.5, 35, 35, 0.45, 0.7, 4, 0.5, 0],
  ['cooker hood', 0, 120, 0.85, 16.7, 0.5, 40, 20, 0.8, 0.8, 0, 1, 0],
  ['dishwasher', 1, 1900, 0.99, 19.2, 1, 90, 20, 0.75, 0.85, 42, 0.32, 0],
  ['washing machine', 2, 2000, 0.95, 18.3, 1.5, 80, 30, 0.4, 0.65, 60, 0.25, 0],
  ['tumble dryer', 2, 850, 0.85, 20.3, 1, 60, 40, 0.3, 0.5, 5, 0.8, 0],
  ['television', 0, 130, -0.92, 18.5, 1, 150, 120, 0.9, 0.95, 0, 1, 0],
  ['computer', 2, 140, -0.95, 16.5, 2, 120, 180, 0.7, 0.8, 0, 1, 0],
  ['vacuum cleaner', 0, 750, 0.95, 11.5, 2, 15, 25, 0.1, 0.6, 0, 1, 0],
  ['sauna stove', ALL, 4500, 1, 19, 0.7, 60, 30, 0.02, 0.18, 6, 0.65, 0.6],
];
const CAR_1_PHASE: Row = ['car', 0, 7400, 0.995, 23.6, 1.2, 50, 160, 0.6, 0.45, 0, 1, 0];
const CAR_3_PHASE: Row = ['car', ALL, 11000, 0.995, 23.6, 1.2, 35, 110, 0.6, 0.45, 0, 1, 0];

const TIMED_1_PHASE = HOUSE.concat([CAR_1_PHASE]).map(timed);
const TIMED_3_PHASE = HOUSE.concat([CAR_3_PHASE]).map(timed);

/** Reactive power in var per watt, for a power factor from -1 to 1 except 0. */
export function reactiveShare(powerFactor: number): number {
  return Math.sign(powerFactor) * Math.sqrt(1 / (powerFactor * powerFactor) - 1);
}

/** One use of an appliance. Times are ms since 1970-01-01 on the household's clock. */
export interface Use {
  from: number;
  to: number;
  circuit: number;
  watts: number;
  vars: number;
  /** On for `onMs` of each `cycleMs`; 0 means on all the time. */
  cycleMs: number;
  onMs: number;
}

function useOf(appliance: Timed, index: number, day: number, seed: number): Use | null {
  const probability = (day + 3) % 7 < 5 ? appliance.workday : appliance.weekend;
  if (hash(seed, day, 3 * index) >= probability) return null;
  const hour = appliance.hour + appliance.jitter * (2 * hash(seed, day, 3 * index + 1) - 1);
  const minutes = appliance.minutes + appliance.more * hash(seed, day, 3 * index + 2);
  const from = day * DAY_MS + Math.round(hour * HOUR_MS);
  const watts = appliance.watts * (1 - appliance.season * (1 - winter(from)));
  return {
    from,
    to: from + Math.round(minutes * MINUTE_MS),
    circuit: appliance.circuit,
    watts,
    vars: watts * reactiveShare(appliance.powerFactor),
    cycleMs: appliance.cycle * MINUTE_MS,
    onMs: appliance.cycle * appliance.duty * MINUTE_MS,
  };
}

/** All uses that overlap the day (counted from 1970-01-01), including those that began the evening before. */
export function usesOf(day: number, phases: 1 | 3, seed: number): Use[] {
  const appliances = phases === 1 ? TIMED_1_PHASE : TIMED_3_PHASE;
  const uses: Use[] = [];
  appliances.forEach((appliance, index) => {
    for (let begin = day - 1; begin <= day; begin++) {
      const use = useOf(appliance, index, begin, seed);
      if (use && use.to > day * DAY_MS && use.from < (day + 1) * DAY_MS) uses.push(use);
    }
  });
  return uses;
}
