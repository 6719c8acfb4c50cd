/** A simulated meter in place of a serial port: what `serve --demo` reads. */
import type { Uart } from '../../../src/board.js';
import type { Settings } from '../../../src/settings/settings.js';
import { createMeter, LIST_MS, type Meter } from '../simulator/meter.js';
import { type Clock, COMPUTER_CLOCK, play } from '../simulator/play-han.js';

const HOUR_MS = 3600000;
const DAY_MS = 24 * HOUR_MS;
/** Selects the household. */
export const DEMO_SEED = 382;

/** Initial settings for the demo's house: its meter is a 3-wire meter, type 684112x. */
export const DEMO_SITE: Settings = { grid: 'it' };
/** Days of simulated past, so that the current month and yesterday are complete. Their replay takes a second. */
export const DEMO_PAST_DAYS = 35;

export interface DemoOptions {
  /** Days of past lists to replay when the line is opened; 0 if left out. */
  pastDays?: number;
  /** The computer's own clock if left out. */
  clock?: Clock;
}

/**
 * Delivers the past lists: all hourly lists, whose registers contain the energy, and every list since the full hour
 * before the last one, because the history keeps each power of the last hour and the current hour is integrated from
 * them.
 */
function replay(meter: Meter, clock: Clock, receive: (chunk: Uint8Array) => void): void {
  const now = clock.now();
  const everyListFrom = now - HOUR_MS - (now % HOUR_MS);
  // Until it has caught up with the clock, which goes on during the replay.
  while (meter.due() < clock.now()) {
    const push = meter.next();
    if (push.hourly || push.utcMs >= everyListFrom) receive(push.bytes);
  }
}

/**
 * A line on which a simulated 3-phase meter sends from now on. With past days, their lists arrive at once when the line
 * is opened, as bytes from the same meter. Without, an hourly list arrives at once, so that the registers are known
 * before the full hour.
 */
export function createDemoUart({ pastDays = 0, clock = COMPUTER_CLOCK }: DemoOptions = {}): Uart {
  return {
    open(receive) {
      const now = clock.now();
      const start = now - (now % LIST_MS) - pastDays * DAY_MS;
      const meter = createMeter({ phases: 3, oldFirmware: false, seed: DEMO_SEED, start });
      if (pastDays) replay(meter, clock, receive);
      const from = clock.now();
      play(meter, receive, { fast: 1, damagePercent: 0, seed: DEMO_SEED, from, hourlyFirst: !pastDays, clock });
    },
    setLine() {},
    write() {},
    fault: () => null,
    lostBytes: () => 0,
  };
}
