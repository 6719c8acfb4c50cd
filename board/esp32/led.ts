/** The LED: one short flash per good list, two when no list came for 30 s, three without Wi-Fi. A flash lasts a tick. */

/** Ticks between two reports of a fault: 5 s. */
const REPEAT_TICKS = 20;

export interface Led {
  /** Negative for no LED. */
  gpio: number;
  /** Ticks since the latest report. */
  ticks: number;
  /** Changes of the level to come; the LED is on while it is odd. There is no timer, since a list has to cost little. */
  changes: number;
}

/** Has the LED flash. */
export function flashLed(led: Led, times: number): void {
  led.changes = times * 2;
}

/** Called every tick; reports a fault by so many flashes, 0 for none. */
export function tickLed(led: Led, faultFlashes: number): void {
  if (++led.ticks >= REPEAT_TICKS) {
    led.ticks = 0;
    if (faultFlashes) flashLed(led, faultFlashes);
  }
  if (!led.changes || led.gpio < 0) return;
  led.changes--;
  digitalWrite(Pin(led.gpio), led.changes & 1);
}
