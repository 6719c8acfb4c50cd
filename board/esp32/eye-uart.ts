/** The line to the optical eye on the ESP32: Serial2, which sends and receives. */
import type { Line } from '../../src/board.js';
import type { Settings } from '../../src/settings/settings.js';
import { lowerThreshold } from './chip.js';
import { createUart, type EspUart } from './uart.js';

/** Bits of a character, at most eleven, and time for the driver. */
const BITS = 10;
const DRIVER_MS = 10;

/** Makes the line; it is set with the first `setLine`. */
export function createEyeUart(settings: Settings): EspUart {
  const uart = createUart(Serial2, settings);
  // The requested line, and its current speed, which `write` may change.
  let line: Line;
  let baud = 0;
  let broken: string | null = null;

  function setup(): void {
    try {
      Serial2.setup(baud, {
        rx: Pin(settings.eye_rx_pin as number),
        tx: Pin(settings.eye_tx_pin as number),
        bytesize: line.bytesize,
        parity: line.parity === 'none' ? null : line.parity,
        stopbits: line.stopbits,
      });
      lowerThreshold(Serial2);
      broken = null;
    } catch (error) {
      broken = 'Serial2 with eye_rx_pin ' + settings.eye_rx_pin + ', eye_tx_pin ' + settings.eye_tx_pin + ': ' + error;
    }
  }

  uart.fault = function () {
    return broken;
  };
  uart.setLine = function (asked) {
    if (line === asked && baud === asked.baud) return;
    line = asked;
    baud = asked.baud;
    setup();
  };
  uart.write = function (bytes, next) {
    Serial2.write(bytes);
    if (!next) return;
    // A new setup would cut off what has not gone out.
    const sentMs = (bytes.length * BITS * 1000) / baud + DRIVER_MS;
    baud = next;
    setTimeout(setup, sentMs);
  };
  return uart;
}
