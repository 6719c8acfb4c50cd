/** The files that go onto the board, and the checksum by which they are known again. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FlashError } from './errors.js';

/** What Espruino runs when it boots. */
export const BOOT_FILE = '.bootcde';
/** The longest name that Storage takes. */
const LONGEST_NAME = 28;

/** A file of the board's Storage. */
export interface BoardFile {
  name: string;
  data: Buffer;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 as in zip files; `E.CRC32` of Espruino gives the same. */
export function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  return ~crc >>> 0;
}

function readBundle(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new FlashError(
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code}): npm run build makes dist/esp32.js`,
    );
  }
}

/** Reads the bundle, and the files of the page if that folder exists. Throws `FlashError`. */
export function readFiles(bundle: string, page: string): BoardFile[] {
  const names = existsSync(page) ? readdirSync(page).sort() : [];
  // A file with another name would be refused in the midst of the upload.
  const bad = names.find((name) => name.length > LONGEST_NAME || !/^[\w.-]+$/.test(name));
  if (bad)
    throw new FlashError(
      `${join(page, bad)}: Storage takes names of at most ${LONGEST_NAME} letters, digits, ., - and _`,
    );
  const files = names.map((name) => ({ name, data: readFileSync(join(page, name)) }));
  const empty = files.find((file) => file.data.length === 0);
  if (empty) throw new FlashError(`${join(page, empty.name)} is empty`);
  const boot = readBundle(bundle);
  if (boot.length === 0) throw new FlashError(`${bundle} is empty: npm run build makes dist/esp32.js`);
  return [{ name: BOOT_FILE, data: boot }, ...files];
}
