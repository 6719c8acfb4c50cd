/** The clocks of the ESP32. */
import { floor } from '../../src/math.js';

/** Before this, nobody has told the time: 2020-01-01. */
const EARLIEST_UTC_MS = 1577836800000;
/** A clock that moves more than this between two looks was set. */
const LONGEST_STEP_MS = 60000;

/** A clock that never runs back and does not jump when NTP sets the time; in milliseconds. */
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

/** Milliseconds since 1970-01-01 UTC, or null before NTP has told them. */
export function utcMs(): number | null {
  const now = Date.now();
  return now < EARLIEST_UTC_MS ? null : floor(now);
}
