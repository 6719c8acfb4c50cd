/**
 * Files in the flash of the ESP32. Espruino erases the old file before it writes the new one, so a power cut in between would
 * lose both: each text is written to a spare file first, with its check sequence, and the spare goes when the file is whole.
 */
import type { Storage } from '../../src/board.js';
import { checkSequence } from '../../src/crc.js';

const SPARE = '~';
const CHECK_DIGITS = 4;

/** The check sequence of a text as four digits of hex. */
function checkOf(text: string): string {
  const bytes = E.toUint8Array(text);
  return ('000' + checkSequence(bytes, 0, bytes.length).toString(16)).substr(-CHECK_DIGITS);
}

/** Makes the board's storage of Espruino's. Names have at most 27 characters. */
export function createStorage(flash: EspruinoStorage): Storage {
  function read(name: string): string | undefined {
    const spare = flash.read(name + SPARE);
    if (spare) {
      const text = spare.substring(CHECK_DIGITS);
      if (checkOf(text) === spare.substring(0, CHECK_DIGITS)) return text;
    }
    return flash.read(name);
  }

  function write(name: string, text: string): boolean {
    if (read(name) === text) return true;
    try {
      flash.write(name + SPARE, checkOf(text) + text);
      flash.write(name, text);
      flash.erase(name + SPARE);
    } catch (_error) {
      // No room.
    }
    return flash.read(name) === text;
  }

  return { read, write };
}
