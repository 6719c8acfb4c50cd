/** What the firmware has written itself: read from the board before the Storage is erased, and written back behind the firmware. */
import { openLog, type RawFlash, readLog } from '../esp32/log.js';
import { HALF_BYTES, LOG_FILE } from '../esp32/storage.js';
import { CONFIG_FILE } from './config.js';
import type { Console } from './console.js';
import { type BoardFile, checkOf } from './files.js';
import { ALIGNMENT } from './layout.js';

/** The texts that survive an update: files, or records of the log (board/esp32/log.ts). */
const NAMES = /^(?:(?:account|counters|energy-unit|homeassistant|setup-key)[^~]*|config\.json)$/;
/** What is read at a time, in bytes. */
const PIECE_BYTES = 768;

/** True if an update keeps the file. */
export function isKept(name: string): boolean {
  return NAMES.test(name);
}

async function readFile(session: Console, name: string): Promise<Buffer> {
  const file = `require("Storage").read(${JSON.stringify(name)}`;
  const length = (await session.ask<number | null>(`(${file})||"").length`)) ?? 0;
  const pieces: Buffer[] = [];
  for (let offset = 0; offset < length; offset += PIECE_BYTES) {
    const piece = Math.min(PIECE_BYTES, length - offset);
    pieces.push(Buffer.from(await session.ask<string>(`btoa(${file},${offset},${piece}))`), 'base64'));
  }
  return Buffer.concat(pieces);
}

/**
 * The texts of the log whose file has these contents. It begins at the first page of the flash in the file, and the file does not
 * say where that is: so it is looked for.
 */
export function textsOfLog(contents: Buffer): Map<string, string> {
  const flash: RawFlash = {
    read: (count, address) => contents.subarray(address, address + count),
    write() {},
    erasePage() {},
  };
  const texts = new Map<string, string>();
  for (let base = 0; base + 2 * HALF_BYTES <= contents.length; base += ALIGNMENT) {
    const log = openLog(flash, base, HALF_BYTES, checkOf);
    for (const name of Object.keys(log.places)) texts.set(name, readLog(log, name) as string);
    if (log.number) break;
  }
  return texts;
}

/** Reads what the firmware has kept; empty if there is nothing. A record of the log counts before a file of its name. */
export async function readKept(session: Console): Promise<BoardFile[]> {
  const kept = new Map<string, Buffer>();
  const names = await session.ask<string[]>('require("Storage").list()');
  for (const name of names) if (isKept(name)) kept.set(name, await readFile(session, name));
  if (names.includes(LOG_FILE)) {
    for (const [name, text] of textsOfLog(await readFile(session, LOG_FILE))) {
      if (isKept(name)) kept.set(name, Buffer.from(text, 'latin1'));
    }
  }
  return [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, data]) => ({ name, data }));
}

/** The files with the configuration last: the board is set up when it is whole. */
export function configLast(files: BoardFile[], config: Buffer | null): BoardFile[] {
  const others = files.filter((file) => file.name !== CONFIG_FILE);
  return config ? [...others, { name: CONFIG_FILE, data: config }] : others;
}
