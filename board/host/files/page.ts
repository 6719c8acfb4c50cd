/** The page on a PC: the same files as on the device, read from the folder of the build. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Storage } from '../../../src/board.js';

const NAMES = ['index.html.gz', 'index.html.etag'];

/** Beside the running bundle, or in `dist` if the program runs from its sources. */
const FOLDER = new URL(import.meta.url.endsWith('.ts') ? '../../../dist/page/' : './page/', import.meta.url);

/** Adds the files of the page to a storage. If the page was not built, they are missing. */
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
