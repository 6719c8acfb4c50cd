/** Notices that a serial device has gone: a read from one that has hung up may return nothing for ever, and serialport never says so. */
import { statSync } from 'node:fs';

const LOOK_MS = 2000;

/** What tells one device from the next of the same name; empty while there is none. */
function identityOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.dev}:${stat.ino}:${stat.rdev}` : '';
}

/** Looks every 2 s whether the device is still the one of now, and calls `onGone` each time that it is not; returns what stops it. */
export function watchDevice(path: string, onGone: () => void): () => void {
  const identity = identityOf(path);
  const watch = setInterval(() => {
    if (identityOf(path) !== identity) onGone();
  }, LOOK_MS).unref();
  return () => clearInterval(watch);
}
