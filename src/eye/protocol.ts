/** What a protocol of the optical eye is to the poller. */
import type { Line } from '../board.js';

/** What `readAnswer` says of bytes that look like an answer: a wrong check sequence, none to this request, a good one. */
export const BAD = 0;
export const UNEXPECTED = -1;
export const GOOD = 1;

/**
 * Hears of one value: what it is (a field, or `METER_ID`, `METER_TYPE`, `CLOCK`, `UNUSED` of src/reading/obis.ts), the meter's own
 * name for it, and a text, or a number: mantissa x 10^exponent in a unit such as `kWh`; empty is none.
 */
export type ValueVisitor = (
  meaning: number,
  id: string,
  value: string | number,
  exponent?: number,
  unit?: string,
) => void;

export interface Protocol {
  /** What was learnt of the meter, for `meter.layout`. */
  kind: string;
  line: Line;
  /** Baud once the request of the second step is out; 0 for no change. */
  nextBaud: number;
  /** Seconds from one poll to the next where the setting tells none. */
  periodS: number;
  /**
   * First and last character of an answer, by pairs for each step or one pair for all; none of the first stands within
   * one. Behind an ETX stands one byte more. Who has several pairs is asked from the start again when a step has failed.
   */
  delimiters: string;
  /** Numbers of the requests by step; `NOTHING` where the meter goes on by itself. Behind the fifth no answer is missed. */
  requests: number[];
  /** Judges an answer to the request of `step`; or hands the values of a good one to `tell`, `step` is -1 then. */
  parseResponse(step: number, bytes: Uint8Array, from: number, to: number, visit: ValueVisitor): number;
}
