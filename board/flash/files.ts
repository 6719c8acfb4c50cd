/** The files for the board, and the checksum that verifies them there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FlashError } from './errors.js';

/** The file that Espruino runs at boot. */
export const BOOT_FILE = '.bootcde';
/** Longest file name in Storage. */
const MAX_NAME_LENGTH = 28;

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

/** CRC-32 as in zip files and in Espruino's `E.CRC32`. */
export function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  return ~crc >>> 0;
}

/** The CRC-32 of a text in 8 hex digits: the check of a record of the log, as `checkOf` in board/esp32/chip.ts gives it. */
export function checkOf(text: string): string {
  return crc32(Buffer.from(text, 'latin1')).toString(16).padStart(8, '0');
}

function readBundle(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new FlashError(
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code}). Run npm run build, which makes dist/esp32.js`,
    );
  }
}

/** Reads the bundle, and the files of the page if that folder exists. Throws `FlashError` if one cannot be stored. */
export function readFiles(bundle: string, page: string): BoardFile[] {
  const names = existsSync(page) ? readdirSync(page).sort() : [];
  // Checked first: Storage would refuse such a name in the middle of the upload.
  const bad = names.find((name) => name.length > MAX_NAME_LENGTH || !/^[\w.-]+$/.test(name));
  if (bad)
    throw new FlashError(
      `${join(page, bad)}: a name in Storage has at most ${MAX_NAME_LENGTH} characters: letters, digits, ., - and _`,
    );
  const files = names.map((name) => ({ name, data: readFileSync(join(page, name)) }));
  const empty = files.find((file) => file.data.length === 0);
  if (empty) throw new FlashError(`${join(page, empty.name)} is empty`);
  const boot = readBundle(bundle);
  if (boot.length === 0) throw new FlashError(`${bundle} is empty. Run npm run build, which makes dist/esp32.js`);
  // Last: an interrupted upload leaves no firmware without its other files.
  return [...files, { name: BOOT_FILE, data: boot }];
}
