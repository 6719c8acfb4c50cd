/** The line to the meter on a PC: a serial port that is opened again for as long as the program runs. */
import { statSync } from 'node:fs';
import { SerialPort } from 'serialport';
import type { Uart } from '../../src/board.js';

const REOPEN_MS = 2000;

export interface LineSettings {
  baud: number;
  parity: 'none' | 'even' | 'odd';
}

/** What tells one device from the next of the same name; empty while there is none. */
function identityOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.dev}:${stat.ino}:${stat.rdev}` : '';
}

/**
 * Opens the device DEV, never a list of ports, and opens it again every 2 s after it vanished. `log` is told once when
 * it cannot be opened and once when it is back.
 */
export function createSerialUart(path: string, line: LineSettings, log: (line: string) => void): Uart {
  let port: SerialPort | null = null;
  let fault: string | null = `${path} is not open yet`;

  function retry(reason: string): void {
    if (fault !== reason) log(`${reason}; it is tried again every ${REOPEN_MS / 1000} s`);
    fault = reason;
    port = null;
    setTimeout(open, REOPEN_MS).unref();
  }

  let receive: (chunk: Uint8Array) => number;

  function open(): void {
    const opened = new SerialPort({ path, baudRate: line.baud, parity: line.parity, dataBits: 8, autoOpen: false });
    opened.on('data', (chunk: Buffer) => receive(chunk));
    opened.on('error', (error) => {
      log(`${path}: ${error.message}`);
      if (opened.isOpen) opened.close();
    });
    const identity = identityOf(path);
    // A read from a device that has hung up may return nothing for ever, and serialport then never says so.
    const watch = setInterval(() => {
      if (opened.isOpen && identityOf(path) !== identity) opened.close();
    }, REOPEN_MS).unref();
    opened.on('close', () => {
      clearInterval(watch);
      retry(`${path} has vanished`);
    });
    opened.open((error) => {
      if (error) {
        clearInterval(watch);
        retry(`${path} cannot be opened: ${error.message.replace(/^Error: /, '')}`);
        return;
      }
      port = opened;
      fault = null;
      log(`${path} is open, ${line.baud} baud, parity ${line.parity}`);
    });
  }

  return {
    open(take) {
      receive = take;
      open();
    },
    write(bytes) {
      port?.write(Buffer.from(bytes));
    },
    fault: () => fault,
    overruns: () => 0,
  };
}
