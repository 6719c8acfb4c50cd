/** Files that outlive a power cut. */
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** Some of what is kept is a secret. */
export const OWNER_ONLY = 0o600;

/** Writes beside and renames, so that a power cut leaves the old or the new. Throws what `node:fs` throws. */
export function replaceFile(path: string, bytes: Buffer, mode = OWNER_ONLY): void {
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', OWNER_ONLY);
  try {
    fchmodSync(file, mode);
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}
