/** Writes files to the Storage of the board in pieces. Each is acknowledged before the next one is sent. */
import type { Console } from './console.js';
import { FlashError } from './errors.js';
import { crc32 } from './files.js';
import { roomOfAll, type StoredFile } from './layout.js';

/** Bytes of a piece: its line must fit into the 1024 bytes of the ESP32's receive buffer. */
const PIECE_BYTES = 480;
/** Seconds for a piece. In an emulator of the ESP32 (2v22, 2v27) a whole flash of 91 kB took 100 to 230 s, on Espruino for Linux 22 s. */
const PIECE_S = 0.5;
/** Erasing a page takes 45 to 400 ms; there are 64 pages, or 224 in later builds. */
const ERASE_S = 120;
const ATTEMPTS = 3;

/**
 * Writes a piece if it has arrived intact; true if it stands in Storage. A piece that is there already is not written again,
 * since Espruino would make another file of it.
 */
const WRITER =
  'global.hanWrite=function(n,o,s,c,t){var S=require("Storage"),d=atob(t);' +
  'if((E.CRC32(d)>>>0)!==c)return false;if(S.read(n,o,d.length)!==d)S.write(n,d,o,s);return S.read(n,o,d.length)===d}';

/** The expected duration of an upload, in seconds. */
export function durationOf(files: StoredFile[]): number {
  return Math.ceil(files.reduce((sum, file) => sum + Math.ceil(file.data.length / PIECE_BYTES), 0) * PIECE_S);
}

async function writePiece(session: Console, file: StoredFile, offset: number): Promise<void> {
  const piece = file.data.subarray(offset, offset + PIECE_BYTES);
  const args = [file.name, offset, file.size, crc32(piece), piece.toString('base64')];
  const call = `hanWrite(${args.map((value) => JSON.stringify(value)).join()})`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) if (await session.ask<boolean>(call)) return;
  throw new FlashError(
    `the upload failed: ${file.name} does not arrive intact. Use a shorter cable and run the same command again`,
  );
}

/**
 * Erases the Storage. The program on the board must have been stopped, since it runs from there. Throws `FlashError` if
 * something is left.
 */
export async function eraseStorage(session: Console): Promise<void> {
  const left = '(function(S){S.eraseAll();return S.list().length+S.getStats().trashBytes})(require("Storage"))';
  if ((await session.ask<number>(left, ERASE_S)) === 0) return;
  throw new FlashError(
    'the Storage of the board cannot be erased. Press its reset button and run the same command again',
  );
}

/** Writes the files in this order. Throws `FlashError`. */
export async function upload(session: Console, files: StoredFile[], log: (message: string) => void): Promise<void> {
  await session.ask(`(${WRITER},1)`);
  for (const file of files) {
    for (let offset = 0; offset < file.data.length; offset += PIECE_BYTES) await writePiece(session, file, offset);
    log(`${file.name} written`);
  }
  await session.ask('(delete global.hanWrite,1)');
}

/** The expression for length and checksum of a file in Storage, or null. */
function checksumOf({ name, data }: StoredFile): string {
  return (
    '(function(t){return t===undefined?null:{length:t.length,crc:E.CRC32(t)}})' +
    `(require("Storage").read(${JSON.stringify(name)},0,${data.length}))`
  );
}

/** Compares the files on the board with what was sent. Throws `FlashError` if one differs, or stands elsewhere. */
export async function verify(session: Console, files: StoredFile[], log: (message: string) => void): Promise<void> {
  for (const file of files) {
    const { name, data } = file;
    const found = await session.ask<{ length: number; crc: number } | null>(checksumOf(file));
    if (found?.length !== data.length || found.crc >>> 0 !== crc32(data)) {
      const fault = found ? `${found.length} of ${data.length} bytes, or different bytes` : 'missing';
      throw new FlashError(`${name} on the board differs from what was sent (${fault}). Run the same command again`);
    }
    log(`${name} is intact: ${data.length} bytes, CRC-32 ${crc32(data).toString(16).padStart(8, '0')}`);
  }
  const stats = await session.ask<{ fileBytes: number; trashBytes: number }>('require("Storage").getStats()');
  // With nothing erased, the files stand one behind the other as they were laid out.
  if (stats.trashBytes || stats.fileBytes !== roomOfAll(files)) {
    throw new FlashError(
      `the Storage contains ${stats.fileBytes} bytes and ${stats.trashBytes} erased ones instead of ${roomOfAll(files)}. ` +
        'Run the same command again',
    );
  }
}
