/** The flash of the ESP32, with power cuts and limited space. */

import { createStorage as createStorageOf, type Flash } from '../../board/esp32/storage.js';
import { crc32 } from '../../board/flash/files.js';
import type { Storage } from '../../src/board.js';

/** What the header of a file takes. */
const HEADER_BYTES = 32;

export interface FakeFlash extends Flash {
  files: Map<string, string>;
  /** Steps so far. */
  steps(): number;
}

/**
 * The flash as Espruino's Storage uses it: the old file is erased, the header of the new one is written, then its bytes one
 * by one, which are FF before. Each of these is a step, and before step `cutAt` the power goes. Of `room` bytes the files take
 * theirs; what does not fit throws, when the old file is gone.
 */
export function createFlash(
  cutAt = Number.POSITIVE_INFINITY,
  files = new Map<string, string>(),
  room = Number.POSITIVE_INFINITY,
): FakeFlash {
  let steps = 0;
  function step(): void {
    if (steps++ >= cutAt) throw new Error('power');
  }
  function taken(): number {
    return [...files.values()].reduce((sum, text) => sum + HEADER_BYTES + text.length, 0);
  }
  return {
    files,
    steps: () => steps,
    getStats: () => ({ freeBytes: room - taken(), trashBytes: 0 }),
    read: (name) => files.get(name),
    write(name, text) {
      if (files.get(name) === text) return true;
      if (files.has(name)) {
        step();
        files.delete(name);
      }
      if (taken() + HEADER_BYTES + text.length > room) throw new Error('Not enough free memory');
      for (let written = 0; written <= text.length; written++) {
        step();
        files.set(name, text.slice(0, written) + '\xff'.repeat(text.length - written));
      }
      return true;
    },
    erase(name) {
      if (!files.has(name)) return;
      step();
      files.delete(name);
    },
  };
}

/** The device's storage on it. */
export function createStorage(flash: Flash): Storage {
  return createStorageOf(flash, (text) => crc32(Buffer.from(text, 'latin1')).toString(16).padStart(8, '0'));
}
