/** The simulated meter as a line: what `serve --demo` reads. */
import type { Uart } from '../../../src/board.js';
import type { Settings } from '../../../src/settings/settings.js';
import { createMeter, LIST_MS, type Meter } from '../simulator/meter.js';
import { type Clock, COMPUTER_CLOCK, play } from '../simulator/play.js';

const HOUR_MS = 3600000;
const DAY_MS = 24 * HOUR_MS;
/** Which household it is. */
export const DEMO_SEED = 382;

/** The settings of the demo's house where a configuration does not say otherwise: its meter is one of three wires, 684112x. */
export const DEMO_SITE: Settings = { grid: 'it' };
/** With so many days before the start every month is whole, and yesterday too. They take a second. */
export const DEMO_PAST_DAYS = 35;

export interface DemoOptions {
  /** Days for which the meter has been heard before the line is opened; none if left out. */
  pastDays?: number;
  /** The computer's own clock if left out. */
  clock?: Clock;
}

/**
 * Hands over what was pushed before: the hourly lists, whose registers hold all that was counted, and every list since the
 * full hour before the last one, since the powers of the last hour are kept one by one and the hour under way is made of them.
 */
function replay(meter: Meter, clock: Clock, receive: (chunk: Uint8Array) => void): void {
  const now = clock.now();
  const full = now - HOUR_MS - (now % HOUR_MS);
  // Until it has caught up with the clock, which goes on meanwhile.
  while (meter.due() < clock.now()) {
    const push = meter.next();
    if (push.hourly || push.utcMs >= full) receive(push.bytes);
  }
}

/**
 * A line on which a 3-phase meter plays from now on. With a past, all of it comes at once when the line is opened, from the
 * same meter and by the same bytes; without one the registers do, so that nobody waits for the full hour.
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
