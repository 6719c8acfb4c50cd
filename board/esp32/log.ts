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
  flash: RawFlash;
  /** Gives 8 characters that differ for different texts. */
  checkOf(text: string): string;
  /** Address of the log, and the bytes of each of its halves: whole pages. */
  base: number;
  halfBytes: number;
  /** The half in use, and its number; 0 before the first record. */
  half: number;
  number: number;
  /** Where the next record goes; a half with a damaged record counts as full. */
  next: number;
  /** The address of the newest record of each name. */
  places: { [name: string]: number };
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
function recordAt(log: Log, address: number, end: number): LogRecord | null {
  const flash = log.flash;
  if (address + HEAD_BYTES > end) return null;
  const head = flash.read(CHECK_AT, address);
  const textBytes = head[0] + (head[1] << 8);
  const nameBytes = head[2];
  const size = HEAD_BYTES + nameBytes + textBytes;
  if (head[3] !== MARK || address + size > end) return null;
  const check = readText(flash, address + CHECK_AT, CHECK_DIGITS);
  const body = readText(flash, address + HEAD_BYTES, nameBytes + textBytes);
  if (log.checkOf(body) !== check) return null;
  return { name: body.slice(0, nameBytes), text: body.slice(nameBytes), bytes: (size + 3) & ~3 };
}

/** Writes a record at an address, and returns the address behind it; nothing is written if it would end behind `end`. */
function append(log: Log, name: string, text: string, address: number, end: number): number {
  const head = String.fromCharCode(text.length & 255, text.length >> 8, name.length, MARK);
  let record = head + log.checkOf(name + text) + name + text;
  while (record.length & 3) record += '\xff';
  if (address + record.length <= end) log.flash.write(record, address);
  return address + record.length;
}

/** The number of a half; 0 if it is not in use. */
function numberAt(log: Log, half: number): number {
  const first = recordAt(log, half, half + log.halfBytes);
  return first && !first.name ? +first.text : 0;
}

/** Opens the log of twice `halfBytes` at `base`: reads which half counts, and where the records are. */
export function openLog(flash: RawFlash, base: number, halfBytes: number, checkOf: (text: string) => string): Log {
  const log: Log = { flash, checkOf, base, halfBytes, half: base, number: 0, next: base + halfBytes, places: {} };
  const other = numberAt(log, base + halfBytes);
  log.number = numberAt(log, base);
  if (other > log.number) {
    log.half = base + halfBytes;
    log.number = other;
  }
  if (!log.number) return log;
  const end = log.half + halfBytes;
  let at = log.half + NUMBER_BYTES;
  for (;;) {
    const record = recordAt(log, at, end);
    if (!record) break;
    log.places[record.name] = at;
    at += record.bytes;
  }
  log.next = at + HEAD_BYTES > end || readText(flash, at, HEAD_BYTES) === BLANK ? at : end;
  return log;
}

/** The newest text of the name; undefined if there is none. */
export function readLog(log: Log, name: string): string | undefined {
  const at = log.places[name];
  const record = at ? recordAt(log, at, log.half + log.halfBytes) : null;
  return record ? record.text : undefined;
}

/** Copies the newest records into the other half, which is then in use; false if they leave no room for so many bytes more. */
function changeHalf(log: Log, bytes: number): boolean {
  const half = log.half === log.base ? log.base + log.halfBytes : log.base;
  const end = half + log.halfBytes;
  const copies: { [name: string]: number } = {};
  let at = half + NUMBER_BYTES;
  for (let page = half; page < end; page += PAGE_BYTES) log.flash.erasePage(page);
  Object.keys(log.places).forEach(function (name) {
    copies[name] = at;
    at = append(log, name, readLog(log, name) || '', at, end);
  });
  if (at + bytes > end) return false;
  append(log, '', ('0000000' + ++log.number).slice(-NUMBER_DIGITS), half, end);
  log.half = half;
  log.places = copies;
  log.next = at;
  return true;
}

/** Appends a text; false if it has no room. Names have 1 to 30 characters, texts at most 65 535, one byte each. */
export function writeLog(log: Log, name: string, text: string): boolean {
  const bytes = (HEAD_BYTES + name.length + text.length + 3) & ~3;
  if (log.next + bytes > log.half + log.halfBytes && !changeHalf(log, bytes)) return false;
  const at = log.next;
  const end = log.half + log.halfBytes;
  log.next = append(log, name, text, at, end);
  const written = recordAt(log, at, end);
  if (written && written.text === text) {
    log.places[name] = at;
    return true;
  }
  // The flash did not take it: what follows goes into the other half.
  log.next = end;
  return false;
}
