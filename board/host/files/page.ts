/** The page on a PC: the same files as on the device, read from where the build has put them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Storage } from '../../../src/board.js';

const NAMES = ['index.html.gz', 'index.html.etag'];

/** Beside the running bundle, or in `dist` where the program runs from its sources. */
const FOLDER = new URL(import.meta.url.endsWith('.ts') ? '../../../dist/page/' : './page/', import.meta.url);

/** The storage, with the page in it; without one if none was built. */
export function withPage(storage: Storage, folder = fileURLToPath(FOLDER)): Storage {
  return {
    read(name) {
      if (!NAMES.includes(name)) return storage.read(name);
      try {
        return readFileSync(folder + name, 'latin1');
      } catch {
        return undefined;
      }
    },
    write: (name, text) => storage.write(name, text),
  };
}
