/**
 * Files in the flash of the ESP32. Espruino erases the old file before it writes the new one, so a power cut in between would
 * lose both: each text is written to a spare file first, with its check sequence, and the spare goes when the file is whole.
 */
import type { Storage } from '../../src/board.js';
import { checkSequence } from '../../src/bytes/crc.js';
import { hex } from '../../src/text/hex.js';

const SPARE = '~';
const CHECK_DIGITS = 4;

/** Espruino's `Storage`. */
export interface Flash {
  read(name: string): string | undefined;
  write(name: string, text: string): boolean;
  erase(name: string): void;
}

/**
 * Makes the board's storage of Espruino's. Names have at most 27 characters, texts at least one. What `read` gives is flash
 * itself, which costs no memory, and is gone when the file is written: make a copy of what is needed for longer.
 * `bytesOf` gives the characters of a text as bytes.
 */
export function createStorage(flash: Flash, bytesOf: (text: string) => Uint8Array): Storage {
  /** The check sequence of a text as four digits of hex. */
  function checkOf(text: string): string {
    const bytes = bytesOf(text);
    return hex(checkSequence(bytes, 0, bytes.length), CHECK_DIGITS);
  }

  function read(name: string): string | undefined {
    const spare = flash.read(name + SPARE);
    if (spare) {
      // The power went while it was written. A copy, since a text read from flash is flash.
      const text = '' + spare.slice(CHECK_DIGITS);
      try {
        if (checkOf(text) === spare.slice(0, CHECK_DIGITS)) flash.write(name, text);
        flash.erase(name + SPARE);
      } catch (_error) {
        // No room: the spare stays, and is the file.
        return text;
      }
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
