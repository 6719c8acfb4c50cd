/** The LED: one short flash per good list, two when no list came for 30 s, three without Wi-Fi. A flash lasts a tick. */

/** Ticks between two reports of a fault: 5 s. */
const REPEAT_TICKS = 20;

export interface Led {
  flash(times: number): void;
  /** Called every tick; shows what is wrong now and then. */
  tick(faultFlashes: number): void;
}

/** Makes the LED on this GPIO; a negative one is no LED. */
export function createLed(gpio: number): Led {
  let ticks = 0;
  // On while it is odd: no timer, since a list has to cost little.
  let changes = 0;

  function flash(times: number): void {
    changes = times * 2;
  }

  function tick(faultFlashes: number): void {
    if (++ticks >= REPEAT_TICKS) {
      ticks = 0;
      if (faultFlashes) flash(faultFlashes);
    }
    if (!changes || gpio < 0) return;
    changes--;
    digitalWrite(Pin(gpio), changes & 1);
  }

  return { flash, tick };
}
