/** The simulated meter as a line: what `serve --demo` reads. */
import type { Uart } from '../../src/board.js';
import { createMeter, LIST_MS } from './simulator/meter.js';
import { play } from './simulator/play.js';

const SEED = 382;

/** A line on which a 3-phase meter plays from now on. The registers come at once, so that nobody waits for the full hour. */
export function createDemoUart(): Uart {
  return {
    open(receive) {
      const now = Date.now();
      const meter = createMeter({ phases: 3, oldFirmware: false, seed: SEED, start: now - (now % LIST_MS) });
      play(meter, receive, { fast: 1, damagePercent: 0, seed: SEED, from: now, hourlyFirst: true });
    },
    setLine() {},
    write() {},
    fault: () => null,
    overruns: () => 0,
  };
}
