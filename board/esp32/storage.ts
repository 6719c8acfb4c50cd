/**
 * The board's storage on the ESP32. What the firmware keeps is in a log (log.ts), which has a file of Espruino's Storage for itself;
 * what the flash tool has written is in files, which are only read. Espruino never moves a file as long as nothing is written to
 * its Storage, and nothing is, once the log is there.
 */
import type { Storage } from '../../src/board.js';
import { type Log, openLog, PAGE_BYTES, type RawFlash, readLog, writeLog } from './log.js';

/** Where the Storage begins in the flash of the ESP32 (boards/ESP32.py of Espruino). */
export const STORAGE_START = 0x320000;
/** The file of the log: two halves of seven pages, and what is in front of the first page. */
export const LOG_FILE = '.log';
export const LOG_BYTES = 15 * PAGE_BYTES;
export const HALF_BYTES = 7 * PAGE_BYTES;
/** The header of a file (jsflash.h): size in 24 bits, flags, name in 28 bytes; a name that begins with 0 is erased. */
export const HEADER_BYTES = 32;
const NAME_AT = 4;
const NO_SIZE = 0xffffff;

/** Espruino's `Storage`. */
export interface Files {
  read(name: string): string | undefined;
  /** Allocates a file of `size` bytes, of which `text` is written. */
  write(name: string, text: string, offset: number, size: number): boolean;
  getStats(): { freeBytes: number; totalBytes: number };
}

/** The address of the contents of a file in so many bytes of Storage; 0 if there is none of this name. */
function addressOf(flash: RawFlash, bytes: number, name: string): number {
  const end = STORAGE_START + bytes - HEADER_BYTES;
  let at = STORAGE_START;
  let skipped = false;
  while (at < end) {
    const header = flash.read(HEADER_BYTES, at);
    const size = header[0] + (header[1] << 8) + (header[2] << 16);
    if (size === 0 || size === NO_SIZE) {
      // The rest of a page may be left blank, but not more (jsfGetNextFileHeader).
      if (skipped) return 0;
      skipped = true;
      at = (at + PAGE_BYTES) & ~(PAGE_BYTES - 1);
      continue;
    }
    skipped = false;
    let same = 0;
    while (same < name.length && header[NAME_AT + same] === name.charCodeAt(same)) same++;
    if (same === name.length && !header[NAME_AT + same]) return at + HEADER_BYTES;
    at += HEADER_BYTES + ((size + 3) & ~3);
  }
  return 0;
}

/** Finds the log, or allocates it where there is room; null if there is none. */
function findLog(files: Files, flash: RawFlash, checkOf: (text: string) => string): Log | null {
  const stats = files.getStats();
  let address = addressOf(flash, stats.totalBytes, LOG_FILE);
  if (!address && stats.freeBytes > LOG_BYTES + HEADER_BYTES) {
    // What is written need not be readable: a half without a number is not in use.
    files.write(LOG_FILE, ' ', 0, LOG_BYTES);
    address = addressOf(flash, stats.totalBytes, LOG_FILE);
  }
  return address ? openLog(flash, (address + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1), HALF_BYTES, checkOf) : null;
}

/**
 * Makes the board's storage. Without room for the log nothing is kept: each `write` is then false. `checkOf` gives 8 characters
 * that differ for different texts.
 */
export function createStorage(files: Files, flash: RawFlash, checkOf: (text: string) => string): Storage {
  const log = findLog(files, flash, checkOf);

  function read(name: string): string | undefined {
    const text = log ? readLog(log, name) : undefined;
    return text === undefined ? files.read(name) : text;
  }

  function write(name: string, text: string): boolean {
    return read(name) === text || (log !== null && writeLog(log, name, text));
  }

  return { read, write };
}
