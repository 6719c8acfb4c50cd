/** Folders that tests write to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

process.on('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** A new, empty folder with that in its name; it is removed when the tests end. */
export function tempFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `kamstrup-han-${name}-`));
  made.push(folder);
  return folder;
}
