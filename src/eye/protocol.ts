/** The interface between the poller and a protocol of the optical eye. */
import type { Line } from '../board.js';

/** Results of `parseResponse`: a wrong check sequence, not a response to this request, a good response. */
export const BAD = 0;
export const UNEXPECTED = -1;
export const GOOD = 1;

/**
 * Called with one value: its meaning (a field, or `METER_ID`, `METER_TYPE`, `CLOCK`, `UNUSED` of src/reading/obis.ts), the
 * meter's own name for it, and either a text or a number: `value` x 10^`exponent` in a unit such as `kWh`, '' for none.
 */
export type ValueVisitor = (
  meaning: number,
  id: string,
  value: string | number,
  exponent?: number,
  unit?: string,
) => void;

/** One protocol of the optical eye, with its state for the current meter. */
export interface Protocol {
  /** What the meter's responses say about its kind, for `meter.layout` of `/status`; '' before. */
  kind: string;
  /** Line settings at the start of a poll. */
  line: Line;
  /** Baud rate after the request of the second step; 0 for no change. */
  nextBaud: number;
  /** Default seconds between polls. */
  periodS: number;
  /**
   * The first and last character of a response: one pair per step, or one for all steps. The first character does not occur
   * within a response. One more byte follows an ETX. With several pairs, the poll restarts if a step fails.
   */
  delimiters: string;
  /** Request numbers by step; `NO_REQUEST` if the meter continues unasked. Responses after the fifth step are optional. */
  requests: number[];
  /** Checks the bytes from `from` up to `to` as the response of `step`, and visits its values; step -1 accepts any response. */
  parseResponse(step: number, bytes: Uint8Array, from: number, to: number, visit: ValueVisitor): number;
}
