/**
 * What the firmware keeps over a restart, as a log in raw flash: each text is appended as a record, and the newest record of a
 * name counts. The log has two halves. When one is full, the newest records go into the other one, whose first record, written
 * last, then says that it is the one to read. So a power cut at any moment leaves each text as it was before or after the write.
 *
 * Espruino's own Storage is not good enough for this: a write that does not fit makes it move the files under the running code,
 * and a power cut meanwhile makes it erase everything at the next start ("Storage is corrupt", jsiSoftInit in jsinteractive.c).
 */
import { characters } from '../../src/text/characters.js';
import { min } from '../../src/text/math.js';

/** A page is what is erased at once. */
export const PAGE_BYTES = 4096;
/** Before name and text of a record: length of the text, length of the name, mark, and a check of both. */
const CHECK_AT = 4;
const CHECK_DIGITS = 8;
const HEAD_BYTES = CHECK_AT + CHECK_DIGITS;
const MARK = 0xa5;
/** The flash is read in pieces: a larger array needs as much memory in one block. */
const PIECE_BYTES = 256;
/** The first record of a half has no name, and the number of the half as its text. */
const NUMBER_DIGITS = 8;
const NUMBER_BYTES = HEAD_BYTES + NUMBER_DIGITS;
/** What stands where no record is yet. */
const BLANK = '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff';

/** Flash by addresses, as Espruino's module `Flash`. */
export interface RawFlash {
  read(count: number, address: number): Uint8Array;
  /** The bytes have to be erased (FF) before. One character per byte. */
  write(data: string, address: number): void;
  erasePage(address: number): void;
}

/** A record in the flash; empty names are those of halves. */
interface LogRecord {
  name: string;
  text: string;
  bytes: number;
}

export interface Log {
  /** The newest text of the name; undefined if there is none. */
  read(name: string): string | undefined;
  /** Appends a text; false if it has no room. Names have 1 to 30 characters, texts at most 65 535, one byte each. */
  write(name: string, text: string): boolean;
}

function readText(flash: RawFlash, address: number, count: number): string {
  let text = '';
  while (count > 0) {
    const piece = flash.read(min(count, PIECE_BYTES), address);
    text += characters(piece, 0, piece.length);
    address += piece.length;
    count -= piece.length;
  }
  return text;
}

/** The record at an address before `end`; null if there is none, or it is damaged. */
function recordAt(flash: RawFlash, address: number, end: number, checkOf: (text: string) => string): LogRecord | null {
  if (address + HEAD_BYTES > end) return null;
  const head = flash.read(CHECK_AT, address);
  const textBytes = head[0] + (head[1] << 8);
  const nameBytes = head[2];
  const size = HEAD_BYTES + nameBytes + textBytes;
  if (head[3] !== MARK || address + size > end) return null;
  const check = readText(flash, address + CHECK_AT, CHECK_DIGITS);
  const body = readText(flash, address + HEAD_BYTES, nameBytes + textBytes);
  if (checkOf(body) !== check) return null;
  return { name: body.slice(0, nameBytes), text: body.slice(nameBytes), bytes: (size + 3) & ~3 };
}

function recordOf(name: string, text: string, checkOf: (text: string) => string): string {
  const head = String.fromCharCode(text.length & 255, text.length >> 8, name.length, MARK);
  let record = head + checkOf(name + text) + name + text;
  while (record.length & 3) record += '\xff';
  return record;
}

/**
 * Opens the log in `halfBytes` (whole pages) from `start`, and as many behind it. `checkOf` gives 8 characters that differ for
 * different texts.
 */
export function openLog(flash: RawFlash, start: number, halfBytes: number, checkOf: (text: string) => string): Log {
  // The address of the newest record of each name.
  let places: { [name: string]: number } = {};
  // The half in use, its number, and where the next record goes; a half with a damaged record counts as full.
  let half = start;
  let number = 0;
  let next = start + halfBytes;

  function numberOf(base: number): number {
    const first = recordAt(flash, base, base + halfBytes, checkOf);
    return first && !first.name ? +first.text : 0;
  }

  function scan(): void {
    const other = numberOf(start + halfBytes);
    number = numberOf(start);
    if (other > number) {
      half = start + halfBytes;
      number = other;
    }
    if (!number) return;
    const end = half + halfBytes;
    let at = half + NUMBER_BYTES;
    for (;;) {
      const record = recordAt(flash, at, end, checkOf);
      if (!record) break;
      places[record.name] = at;
      at += record.bytes;
    }
    next = at + HEAD_BYTES > end || readText(flash, at, HEAD_BYTES) === BLANK ? at : end;
  }

  function read(name: string): string | undefined {
    const at = places[name];
    const record = at ? recordAt(flash, at, half + halfBytes, checkOf) : null;
    return record ? record.text : undefined;
  }

  /** Copies the newest records into the other half, which is then in use; false if they leave no room for `bytes` more. */
  function changeHalf(bytes: number): boolean {
    const base = half === start ? start + halfBytes : start;
    const end = base + halfBytes;
    const copies: { [name: string]: number } = {};
    let at = base + NUMBER_BYTES;
    for (let page = 0; page < halfBytes; page += PAGE_BYTES) flash.erasePage(base + page);
    Object.keys(places).forEach(function (name) {
      const record = recordOf(name, read(name) || '', checkOf);
      if (at + record.length <= end) flash.write(record, at);
      copies[name] = at;
      at += record.length;
    });
    if (at + bytes > end) return false;
    flash.write(recordOf('', ('0000000' + (number + 1)).slice(-NUMBER_DIGITS), checkOf), base);
    number++;
    half = base;
    places = copies;
    next = at;
    return true;
  }

  function write(name: string, text: string): boolean {
    const record = recordOf(name, text, checkOf);
    if (next + record.length > half + halfBytes && !changeHalf(record.length)) return false;
    const at = next;
    flash.write(record, at);
    next += record.length;
    const written = recordAt(flash, at, half + halfBytes, checkOf);
    if (written && written.text === text) {
      places[name] = at;
      return true;
    }
    // The flash did not take it: what follows goes into the other half.
    next = half + halfBytes;
    return false;
  }

  scan();
  return { read, write };
}
