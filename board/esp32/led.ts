/** The LED: one short flash per good list, two when no list came for 30 s, three without Wi-Fi. */

const FLASH_MS = 40;
const GAP_MS = 200;
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

  function flash(times: number): void {
    if (gpio < 0 || times <= 0) return;
    digitalWrite(Pin(gpio), 1);
    setTimeout(function () {
      digitalWrite(Pin(gpio), 0);
    }, FLASH_MS);
    if (times > 1) {
      setTimeout(function () {
        flash(times - 1);
      }, GAP_MS);
    }
  }

  function tick(faultFlashes: number): void {
    if (++ticks < REPEAT_TICKS) return;
    ticks = 0;
    flash(faultFlashes);
  }

  return { flash, tick };
}
