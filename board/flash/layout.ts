/**
 * The order of the files in Storage. The firmware never has Espruino compact it; should somebody else do so, at the console for
 * example, the compaction (jsfCompact in jsflash.c) begins at the last page that starts with a file header, before the first erased
 * file. So the files that never change come first, and a file behind them fills their last page: what changes begins a page, and
 * the pages in front of it are not moved.
 */
import { PAGE_BYTES } from '../esp32/log.js';
import { HEADER_BYTES, LOG_BYTES } from '../esp32/storage.js';
import type { BoardFile } from './files.js';

/** Files, and so the pages within them, begin at multiples of this. */
export const ALIGNMENT = 4;
/** Room that the firmware needs for its log, in bytes. */
export const SPARE_BYTES = LOG_BYTES + HEADER_BYTES + PAGE_BYTES;

/** The file that fills a page. */
export const PADDING_FILE = '.pad';

/** A file as it is written: the bytes behind `data` stay erased. */
export interface StoredFile extends BoardFile {
  size: number;
}

/** What a file of this size takes in Storage, in bytes. */
export function roomOf(size: number): number {
  return HEADER_BYTES + Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

/** What the files take in Storage, in bytes. */
export function roomOfAll(files: StoredFile[]): number {
  return files.reduce((sum, file) => sum + roomOf(file.size), 0);
}

/** The size of the padding file behind this many bytes: it ends at a page boundary. Null if none is needed. */
export function paddingAfter(bytes: number): number | null {
  const rest = -bytes & (PAGE_BYTES - 1);
  if (rest === 0) return null;
  return (rest >= roomOf(1) ? rest : rest + PAGE_BYTES) - HEADER_BYTES;
}

/** The files in the order in which they are written to an erased Storage. */
export function layoutOf(fixed: BoardFile[], changing: BoardFile[]): StoredFile[] {
  const stored = (file: BoardFile): StoredFile => ({ ...file, size: file.data.length });
  const first = fixed.map(stored);
  const padding = paddingAfter(roomOfAll(first));
  if (padding !== null) first.push({ name: PADDING_FILE, data: Buffer.from('-'), size: padding });
  return [...first, ...changing.map(stored)];
}
