/** A serial device, as those who read from it and those who play on it need it. */
import { statSync } from 'node:fs';
import { SerialPort } from 'serialport';
import type { Line } from '../../../src/board.js';

const LOOK_MS = 2000;

/** What tells one device from the next of the same name; empty while there is none. */
function identityOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.dev}:${stat.ino}:${stat.rdev}` : '';
}

/** A port of that line, not open yet. */
export function createPort(path: string, line: Line): SerialPort {
  return new SerialPort({
    path,
    baudRate: line.baud,
    dataBits: line.bytesize,
    parity: line.parity,
    stopBits: line.stopbits,
    autoOpen: false,
  });
}

/**
 * Looks every 2 s whether the device is still the one of now, and calls `onGone` each time that it is not; returns what stops it.
 * A read from a device that has hung up may return nothing for ever, and serialport then never says so.
 */
export function watchDevice(path: string, onGone: () => void): () => void {
  const identity = identityOf(path);
  const watch = setInterval(() => {
    if (identityOf(path) !== identity) onGone();
  }, LOOK_MS).unref();
  return () => clearInterval(watch);
}
