/**
 * Files that the firmware writes into the flash of the ESP32. A text has two slots, NAME and NAME~: the new text goes into the
 * slot that is not in use, and the other one is erased when the new one is whole. So a power cut leaves the old text or the new
 * one, and each write costs one file. NAME~ begins with a check of its text, and counts while that is right.
 *
 * A write that does not fit makes Espruino compact its Storage at once, which ruins code that runs from flash (mapped addresses,
 * jsvUpdateMemoryAddress in jsflash.c). So nothing is written that does not fit, and `isShort` says in time that the firmware
 * should compact and restart.
 */
import type { Storage } from '../../src/board.js';

const SPARE = '~';
const CHECK_DIGITS = 8;
/** Header, check and alignment of a file. */
const FILE_BYTES = 64;
/** With less room than this the Storage is to be compacted, if that gives as much: 8 kB are some hours of writing. */
const SHORT_BYTES = 8192;

/** Espruino's `Storage`. */
export interface Flash {
  read(name: string): string | undefined;
  write(name: string, text: string): boolean;
  erase(name: string): void;
  getStats(): { freeBytes: number; trashBytes: number };
}

export interface FlashStorage extends Storage {
  /** True if there is little room, and compacting gives more. */
  isShort(): boolean;
}

/**
 * Makes the board's storage of Espruino's. Names have at most 27 characters, texts at least one. What `read` gives is flash
 * itself, which costs no memory and is gone when the file is written: copy what is needed for longer. `checkOf` gives 8
 * characters that differ for different texts.
 */
export function createStorage(flash: Flash, checkOf: (text: string) => string): FlashStorage {
  let short = false;

  /** The text in the second slot; undefined if there is none, or a power cut has left it incomplete. */
  function spareOf(name: string): string | undefined {
    const spare = flash.read(name + SPARE);
    if (!spare) return undefined;
    const text = '' + spare.slice(CHECK_DIGITS);
    return checkOf(text) === spare.slice(0, CHECK_DIGITS) ? text : undefined;
  }

  function read(name: string): string | undefined {
    const spare = spareOf(name);
    return spare === undefined ? flash.read(name) : spare;
  }

  function look(): number {
    const stats = flash.getStats();
    short = stats.freeBytes < SHORT_BYTES && stats.trashBytes > SHORT_BYTES;
    return stats.freeBytes;
  }

  function write(name: string, text: string): boolean {
    const spare = spareOf(name);
    if ((spare === undefined ? flash.read(name) : spare) === text) return true;
    if (look() < text.length + FILE_BYTES) return false;
    try {
      if (spare === undefined) {
        flash.write(name + SPARE, checkOf(text) + text);
        flash.erase(name);
      } else {
        flash.write(name, text);
        flash.erase(name + SPARE);
      }
    } catch (_error) {
      // The flash is full or worn out: the old text stays.
    }
    return read(name) === text;
  }

  function isShort(): boolean {
    return short;
  }

  return { read, write, isShort };
}
