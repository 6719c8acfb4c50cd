/** What the firmware has written itself: read from the board before the Storage is erased, and written back behind the firmware. */
import { createStorage } from '../esp32/storage.js';
import { CONFIG_FILE } from './config.js';
import type { Console } from './console.js';
import { type BoardFile, crc32 } from './files.js';

/** The files that survive an update; each has a second slot with ~ behind its name (board/esp32/storage.ts). */
const NAMES = /^(?:(?:account|counters|energy-unit|homeassistant|setup-key)[^~]*|config\.json)~?$/;
/** What is read at a time, in bytes. */
const PIECE_BYTES = 768;

/** True if an update keeps the file. */
export function isKept(name: string): boolean {
  return NAMES.test(name);
}

async function readFile(session: Console, name: string): Promise<string> {
  const file = `require("Storage").read(${JSON.stringify(name)}`;
  const length = (await session.ask<number | null>(`(${file})||"").length`)) ?? 0;
  const pieces: Buffer[] = [];
  for (let offset = 0; offset < length; offset += PIECE_BYTES) {
    const piece = Math.min(PIECE_BYTES, length - offset);
    pieces.push(Buffer.from(await session.ask<string>(`btoa(${file},${offset},${piece}))`), 'base64'));
  }
  return Buffer.concat(pieces).toString('latin1');
}

/** The texts that count, by the rule of the firmware: each under its own name, whichever slot it is in. */
export function countingTexts(slots: Map<string, string>): BoardFile[] {
  const flash = {
    read: (name: string) => slots.get(name),
    write: () => false,
    erase() {},
    getStats: () => ({ freeBytes: 0, trashBytes: 0 }),
  };
  const storage = createStorage(flash, (text) => crc32(Buffer.from(text, 'latin1')).toString(16).padStart(8, '0'));
  const names = new Set([...slots.keys()].map((name) => name.replace(/~$/, '')));
  return [...names].sort().flatMap((name) => {
    const text = storage.read(name);
    return text ? [{ name, data: Buffer.from(text, 'latin1') }] : [];
  });
}

/** Reads what the firmware has kept; empty if there is nothing. */
export async function readKept(session: Console): Promise<BoardFile[]> {
  const slots = new Map<string, string>();
  for (const name of await session.ask<string[]>('require("Storage").list()')) {
    if (isKept(name)) slots.set(name, await readFile(session, name));
  }
  return countingTexts(slots);
}

/** The files with the configuration last: the board is set up when it is whole. */
export function configLast(files: BoardFile[], config: Buffer | null): BoardFile[] {
  const others = files.filter((file) => file.name !== CONFIG_FILE);
  return config ? [...others, { name: CONFIG_FILE, data: config }] : others;
}
