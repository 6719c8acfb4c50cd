/** A copy on this computer of what was read from a board, for as long as it is not back on the board. It contains secrets. */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FlashError } from './errors.js';
import type { BoardFile } from './files.js';

/** A backup: when it was made, and the files. */
export interface Backup {
  made: string;
  files: BoardFile[];
}

/** The file for the board with this serial number. */
export function backupPath(folder: string, serial: string): string {
  return join(folder, `${serial.replace(/[^\w-]/g, '') || 'board'}.json`);
}

/** Writes the backup; only this user can read it. Throws `FlashError` if that fails. */
export function saveBackup(path: string, files: BoardFile[]): void {
  const texts = Object.fromEntries(files.map(({ name, data }) => [name, data.toString('base64')]));
  const text = JSON.stringify({ made: new Date().toISOString(), files: texts });
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true } as object);
    chmodSync(`${path}.new`, 0o600);
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw new FlashError(
      `the backup ${path} cannot be written (${(error as NodeJS.ErrnoException).code}). Nothing was erased. ` +
        'Give another folder with --backup DIR',
    );
  }
}

/** Reads the backup; null if there is none. Throws `FlashError` if it is damaged. */
export function readBackup(path: string): Backup | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (_error) {
    return null;
  }
  try {
    const { made, files } = JSON.parse(text) as { made: string; files: Record<string, string> };
    const entries = Object.entries(files);
    return { made, files: entries.map(([name, data]) => ({ name, data: Buffer.from(data, 'base64') })) };
  } catch (_error) {
    throw new FlashError(`the backup ${path} is damaged. Delete it to flash without it`);
  }
}

/** Removes the backup. */
export function removeBackup(path: string): void {
  rmSync(path, { force: true });
}
