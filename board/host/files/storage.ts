/** Storage on a PC: files beside the configuration file, or memory without one. */
import { readFileSync } from 'node:fs';
import type { Storage } from '../../../src/board.js';
import { replaceFile } from './replace-file.js';

/** Stores each text in a file `PREFIX.NAME`. Errors are logged. */
export function createFileStorage(prefix: string, log: (line: string) => void): Storage {
  return {
    read(name) {
      try {
        return readFileSync(`${prefix}.${name}`, 'latin1');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') log(`storage: ${(error as Error).message}`);
        return undefined;
      }
    },
    write(name, text) {
      try {
        replaceFile(`${prefix}.${name}`, Buffer.from(text, 'latin1'));
        return true;
      } catch (error) {
        log(`storage: ${(error as Error).message}`);
        return false;
      }
    },
  };
}

/** Stores texts in memory. A name that has not been written is read by `fallback`. */
export function createMemoryStorage(fallback?: (name: string) => string | undefined): Storage {
  const texts = new Map<string, string>();
  return {
    read: (name) => texts.get(name) ?? fallback?.(name),
    write(name, text) {
      texts.set(name, text);
      return true;
    },
  };
}
