/** Writes files so that a power cut does not damage them. */
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** The default mode, since some files contain a secret. */
export const OWNER_ONLY = 0o600;

/** Writes a new file and renames it, so that a power cut leaves either the old or the new one. Throws the errors of `node:fs`. */
export function replaceFile(path: string, bytes: Buffer, mode = OWNER_ONLY): void {
  const newPath = `${path}.new`;
  const file = openSync(newPath, 'w', OWNER_ONLY);
  try {
    fchmodSync(file, mode);
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(newPath, path);
}
