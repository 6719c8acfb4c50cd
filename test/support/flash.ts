/** The flash of the ESP32 and Espruino's Storage in it (jsflash.c), with power cuts. */
import { PAGE_BYTES, type RawFlash } from '../../board/esp32/log.js';
import {
  createStorage as createStorageOf,
  type Files,
  HEADER_BYTES,
  STORAGE_START,
} from '../../board/esp32/storage.js';
import { checkOf } from '../../board/flash/files.js';
import type { Storage } from '../../src/board.js';

export interface FakeFlash {
  /** All bytes of the Storage. */
  memory: Uint8Array;
  raw: RawFlash;
  files: Files;
  /** Steps so far. */
  steps(): number;
}

/**
 * Each byte that is written is a step, and each erase is two: a power cut between them leaves a page of rubbish. Before step
 * `cutAt` the power goes, which throws. A byte that is not erased cannot be written. `memory` is that of an earlier flash.
 */
export function createFlash(
  cutAt = Number.POSITIVE_INFINITY,
  memory: Uint8Array | number = 32 * PAGE_BYTES,
): FakeFlash {
  const bytes = typeof memory === 'number' ? new Uint8Array(memory).fill(0xff) : memory;
  let steps = 0;
  function step(): void {
    if (steps++ >= cutAt) throw new Error('power');
  }
  const raw: RawFlash = {
    read: (count, address) => bytes.slice(address - STORAGE_START, address - STORAGE_START + count),
    write(data, address) {
      for (let i = 0; i < data.length; i++) {
        step();
        bytes[address - STORAGE_START + i] &= data.charCodeAt(i);
      }
    },
    erasePage(address) {
      const at = (address - STORAGE_START) & ~(PAGE_BYTES - 1);
      step();
      bytes.fill(0x5a, at, at + PAGE_BYTES);
      step();
      bytes.fill(0xff, at, at + PAGE_BYTES);
    },
  };

  /** Where the next file goes, after the last one; calls `visit` with each. */
  function walk(visit: (name: string, at: number, size: number) => void): number {
    let at = 0;
    while (at + HEADER_BYTES < bytes.length && bytes[at + 2] !== 0xff) {
      const size = bytes[at] + (bytes[at + 1] << 8) + (bytes[at + 2] << 16);
      visit(
        Buffer.from(bytes.subarray(at + 4, at + HEADER_BYTES))
          .toString('latin1')
          .replace(/\0.*$/, ''),
        at,
        size,
      );
      at += HEADER_BYTES + ((size + 3) & ~3);
    }
    return at;
  }

  const files: Files = {
    read(name) {
      let text: string | undefined;
      walk((found, at, size) => {
        const from = at + HEADER_BYTES;
        if (found === name) text = Buffer.from(bytes.subarray(from, from + size)).toString('latin1');
      });
      return text;
    },
    write(name, text, offset, size) {
      const at = walk(() => {});
      if (at + HEADER_BYTES + size > bytes.length) throw new Error('Storage would be compacted');
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeUIntLE(size, 0, 3);
      header.write(name, 4, 'latin1');
      raw.write(header.toString('latin1'), STORAGE_START + at);
      raw.write(text, STORAGE_START + at + HEADER_BYTES + offset);
      return true;
    },
    getStats: () => ({ freeBytes: bytes.length - walk(() => {}), totalBytes: bytes.length }),
  };
  return { memory: bytes, raw, files, steps: () => steps };
}

/** The device's storage on it. */
export function createStorage(flash: FakeFlash): Storage {
  return createStorageOf(flash.files, flash.raw, checkOf);
}

/** A flash in which the device has kept these texts. */
export function flashOf(texts: Iterable<[string, string]>): FakeFlash {
  const flash = createFlash();
  const storage = createStorage(flash);
  for (const [name, text] of texts) storage.write(name, text);
  return flash;
}

/** Writes a text until the power goes, if it does. */
export function writeUntilCut(flash: FakeFlash, name: string, text: string): void {
  try {
    createStorage(flash).write(name, text);
  } catch (error) {
    if ((error as Error).message !== 'power') throw error;
  }
}
