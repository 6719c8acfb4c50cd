/**
 * A Kamstrup meter in virtual time: the lists that it pushes, and the energy of each hour as it has counted it
 * ("books").
 *
 * The power of a 10 s list holds until the next one, which adds it to the registers. So the hourly list at second 05
 * contains the registers of the full hour, exact to the watt-second, and the difference of two successive hourly lists
 * is the energy of the clock hour between them. (The specifications leave open whether a meter adds the 5 s; at 2 kW
 * they are less than the unit of 10 Wh.)
 */
import { createFrameMaker } from './han-frame.js';
import { createHousehold } from './house/household.js';
import { measure } from './measure.js';

const HOUR_MS = 3600000;
export const LIST_MS = 10000;
const HOURLY_AFTER_MS = 5000;
/** The meter's clock is in standard time, UTC+1, all year. */
export const METER_ZONE_MS = HOUR_MS;
/** W s in the unit of a register, 10 Wh. */
export const REGISTER_WS = 36000;

/** Registers in units of 10 Wh or 10 varh: active import, active export, reactive import, reactive export. */
export type Registers = [number, number, number, number];

export interface Push {
  /** When it is sent, ms since 1970-01-01 UTC; the meter's own clock is an hour ahead. */
  utcMs: number;
  hourly: boolean;
  /** The whole frame, from flag to flag; made on access, since not every push is used. */
  readonly bytes: Uint8Array;
  /** The 14 raw values, in the order of `src/reading/fields.ts`, including the registers, which only an hourly list contains. */
  values: number[];
}

/** The energy that the meter counted in one hour of UTC. The last entry is of the hour under way. */
export interface HourBook {
  /** The start of the hour, or of the meter if that is later; ms since 1970-01-01 UTC. */
  utcMs: number;
  importWs: number;
  exportWs: number;
  reactiveImportVars: number;
  reactiveExportVars: number;
  /** The registers at the start of the hour. */
  registers: Registers;
}

export interface MeterOptions {
  phases: 1 | 3;
  oldFirmware: boolean;
  /** Any 32-bit integer: selects the household. */
  seed: number;
  /** Time of the first list, ms since 1970-01-01 UTC; a multiple of 10 s. */
  start: number;
  /** The registers at the start. */
  registers?: Registers;
}

export interface Meter {
  /** When the next push is due, ms since 1970-01-01 UTC. */
  due(): number;
  /** Advances to the next push, without end. */
  next(): Push;
  /**
   * An additional hourly list, 5 s after the last 10 s list, with the registers of that moment. No real meter sends it; it is for
   * users who cannot wait for the full hour. It does not change the state.
   */
  hourly(): Push;
  /** Hours in order, without gaps. An entry is final when another follows. */
  readonly books: readonly HourBook[];
}

const REGISTERS: Registers = [1834215, 240672, 38519, 311846];

/** Makes a meter. Throws a RangeError if `start` is not a multiple of 10 s. */
export function createMeter(options: MeterOptions): Meter {
  const { phases, oldFirmware, seed, start } = options;
  if (start % LIST_MS !== 0) throw new RangeError('start must be a multiple of 10 s, not ' + start);
  const household = createHousehold({ phases, seed });
  const every10S = createFrameMaker(phases, oldFirmware, false);
  const hourlyList = createFrameMaker(phases, oldFirmware, true);
  const counted = (options.registers ?? REGISTERS).map((units) => units * REGISTER_WS);
  const books: HourBook[] = [];
  let last = start - LIST_MS;
  let values = valuesAt(last);
  let hourlyIsNext = false;

  function registers(): Registers {
    return counted.map((wattSeconds) => Math.floor(wattSeconds / REGISTER_WS)) as Registers;
  }

  function valuesAt(utcMs: number): number[] {
    return measure(household.at(utcMs + METER_ZONE_MS)).concat(registers());
  }

  /** Adds the energy since the last list to registers and books. */
  function count(): void {
    const book = books[books.length - 1];
    if (!book) return;
    const seconds = LIST_MS / 1000;
    for (let i = 0; i < counted.length; i++) counted[i] += values[i] * seconds;
    book.importWs += values[0] * seconds;
    book.exportWs += values[1] * seconds;
    book.reactiveImportVars += values[2] * seconds;
    book.reactiveExportVars += values[3] * seconds;
  }

  function openBook(utcMs: number): void {
    const nothing = { importWs: 0, exportWs: 0, reactiveImportVars: 0, reactiveExportVars: 0 };
    books.push({ utcMs, ...nothing, registers: registers() });
  }

  function pushOf(utcMs: number, hourly: boolean): Push {
    const sent = values;
    const make = hourly ? hourlyList : every10S;
    return {
      utcMs,
      hourly,
      values: sent,
      get bytes() {
        return make(utcMs + METER_ZONE_MS, sent);
      },
    };
  }

  function hourly(): Push {
    return pushOf(last + HOURLY_AFTER_MS, true);
  }

  function due(): number {
    return last + (hourlyIsNext ? HOURLY_AFTER_MS : LIST_MS);
  }

  function next(): Push {
    if (hourlyIsNext) {
      hourlyIsNext = false;
      return hourly();
    }
    count();
    last += LIST_MS;
    hourlyIsNext = last % HOUR_MS === 0;
    if (hourlyIsNext || books.length === 0) openBook(last);
    values = valuesAt(last);
    return pushOf(last, false);
  }

  return { due, next, hourly, books };
}
