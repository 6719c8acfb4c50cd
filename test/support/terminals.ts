/** Two connected pseudo-terminals instead of a serial line; they need socat. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from './folders.js';
import { track, until } from './program.js';

export interface Pair {
  /** The terminal for a meter, and the one for the reader. */
  meter: string;
  reader: string;
  /** Both are closed when it ends. */
  socat: ChildProcess;
}

/** Opens a pair, as `meter` and `reader` in the folder. */
export async function openPair(folder = tempFolder('terminals')): Promise<Pair> {
  const meter = join(folder, 'meter');
  const reader = join(folder, 'reader');
  const socat = track(spawn('socat', [`pty,raw,echo=0,link=${meter}`, `pty,raw,echo=0,link=${reader}`]));
  await until(async () => (existsSync(meter) && existsSync(reader) ? true : null), 'the pseudo-terminals');
  return { meter, reader, socat };
}
