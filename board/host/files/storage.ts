/** Storage on a PC: files beside the configuration, or memory where there is none. */
import { readFileSync } from 'node:fs';
import type { Storage } from '../../../src/board.js';
import { replaceFile } from './replace-file.js';

/** Keeps texts in files `PREFIX.NAME`. */
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

/** Keeps texts until the program ends; what has not been written is read from `below`. */
export function createMemoryStorage(below?: (name: string) => string | undefined): Storage {
  const texts = new Map<string, string>();
  return {
    read: (name) => texts.get(name) ?? below?.(name),
    write(name, text) {
      texts.set(name, text);
      return true;
    },
  };
}
