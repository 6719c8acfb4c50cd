/** The frame reader of src with a counter of the bytes that pass its CRC. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Hdlc from '../../src/han/hdlc.js';
import { tempFolder } from '../support/folders.js';

declare global {
  /** Bytes that have passed the CRC since the start. */
  var crcBytes: number;
}

const COUNTED = `import { CRC_GOOD, CRC_START, crc16 as run } from 'SRC/bytes/crc.ts';
function crc16(bytes, words, at, count, crc) {
  globalThis.crcBytes += count;
  return run(bytes, words, at, count, crc);
}`;

/** The module `src/han/hdlc.ts`, whose CRC counts in `globalThis.crcBytes`. */
export async function countedHdlc(): Promise<typeof Hdlc> {
  globalThis.crcBytes = 0;
  const src = new URL('../../src', import.meta.url).href;
  const text = readFileSync(new URL('../../src/han/hdlc.ts', import.meta.url), 'utf8');
  const own = "import { CRC_GOOD, CRC_START, crc16 } from '../bytes/crc.js';";
  if (!text.includes(own)) throw new Error('src/han/hdlc.ts has another import of the CRC');
  const counted = text
    .replace(own, COUNTED.replace('SRC', src))
    .replace(/'\.\.\/(\w+\/[\w-]+)\.js'/g, `'${src}/$1.ts'`);
  const file = join(tempFolder('crc'), 'hdlc.mts');
  writeFileSync(file, counted);
  return import(pathToFileURL(file).href);
}
