/** What the firmware asks of the ESP32 itself, beside Espruino's functions for every board. */
import { versionFault } from './version.js';

/** The chip's generator of random numbers; random while Wi-Fi runs (ESP32 Technical Reference Manual, 24). */
const RANDOM_REGISTER = 0x3ff75144;
/**
 * UART_CONF1_REG of UART1 and UART2 (ESP32 Technical Reference Manual, 13.5): its low 7 bits are the number of bytes at which
 * the FIFO is emptied. Espruino leaves it at 120, so that a flash erase of 45 to 400 ms may cost bytes.
 */
const UART1_CONF1 = 0x3ff50024;
const UART2_CONF1 = 0x3ff6e024;
const THRESHOLD_MASK = 0x7f;
const THRESHOLD_BYTES = 16;

/** The version of Espruino, such as `2v29.277`. */
export function espruinoVersion(): string {
  return process.env.VERSION;
}

/** 32 random bits. `E.hwRand` gives every ESP32 the same ones: it has no seed. */
export function randomBits(): number {
  return peek32(RANDOM_REGISTER) >>> 0;
}

/** Has the FIFO of a port emptied more often; to be called after each `setup` of the port. */
export function lowerThreshold(port: EspruinoSerial): void {
  const register = port === Serial2 ? UART1_CONF1 : UART2_CONF1;
  poke32(register, (peek32(register) & ~THRESHOLD_MASK) | THRESHOLD_BYTES);
}

/** A check of a text, 8 characters. */
export function checkOf(text: string): string {
  return ('0000000' + (E.CRC32(text) >>> 0).toString(16)).slice(-8);
}

/** What is wrong with the interpreter, and what to do. */
export function chipFaults(): string[] {
  const fault = versionFault(espruinoVersion());
  const faults = fault ? [fault] : [];
  if (ESP32.getState().BLE) faults.push('Bluetooth is on and costs 2800 JsVars: npm run flash switches it off');
  return faults;
}
