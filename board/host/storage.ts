/** Storage on a PC: files beside the configuration, or memory where there is none. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { Storage } from '../../src/board.js';

/** Some of what is kept is a secret. */
const OWNER_ONLY = 0o600;

/** Keeps texts in files `PREFIX.NAME`, written beside and renamed, so that a power cut leaves the old or the new. */
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
      const path = `${prefix}.${name}`;
      try {
        const file = openSync(`${path}.new`, 'w', OWNER_ONLY);
        writeSync(file, text, null, 'latin1');
        fsyncSync(file);
        closeSync(file);
        renameSync(`${path}.new`, path);
        return true;
      } catch (error) {
        log(`storage: ${(error as Error).message}`);
        return false;
      }
    },
  };
}

/** Keeps texts until the program ends. */
export function createMemoryStorage(): Storage {
  const texts = new Map<string, string>();
  return {
    read: (name) => texts.get(name),
    write(name, text) {
      texts.set(name, text);
      return true;
    },
  };
}
