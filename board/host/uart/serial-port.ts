/** The serial port of a PC, for reading a meter and for simulating one. */
import { statSync } from 'node:fs';
import { SerialPort } from 'serialport';
import type { Line } from '../../../src/board.js';

const CHECK_MS = 2000;

/** Distinguishes a device from a later one with the same path; empty while there is none. */
function identityOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.dev}:${stat.ino}:${stat.rdev}` : '';
}

/** Makes a port with these line settings. It is not open yet. */
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
 * Checks every 2 s whether the device at `path` is still the same, and calls `onGone` at each check that finds it gone
 * or replaced. Returns a function that stops the checks. They are needed because a read from a device that has hung up
 * may return nothing forever, and serialport then reports no error.
 */
export function watchDevice(path: string, onGone: () => void): () => void {
  const identity = identityOf(path);
  const watch = setInterval(() => {
    if (identityOf(path) !== identity) onGone();
  }, CHECK_MS).unref();
  return () => clearInterval(watch);
}

/** Opens a port. Rejects if that fails. `onGone` is called when the device disappears, possibly more than once. */
export async function openPort(path: string, line: Line, onGone: () => void): Promise<SerialPort> {
  const port = createPort(path, line);
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(new Error(`${path} cannot be opened: ${error.message}`)) : resolve()));
  });
  watchDevice(path, onGone);
  port.on('close', onGone);
  port.on('error', onGone);
  return port;
}
