/** The clock of the ESP32 that only goes on. */
import { floor } from '../../src/text/math.js';

/** A system clock that moves by more than this between two looks was set. */
const LONGEST_STEP_MS = 60000;

/** Makes a clock in whole milliseconds that never runs back and does not jump when the system clock is set. */
export function createClock(): () => number {
  let last = Date.now();
  let ms = 0;
  return function (): number {
    const now = Date.now();
    const step = now - last;
    last = now;
    if (step > 0 && step < LONGEST_STEP_MS) ms += step;
    return floor(ms);
  };
}
