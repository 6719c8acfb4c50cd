/** The line to the meter on a PC: a serial port, which is reopened for as long as the program runs. */
import type { SerialPort } from 'serialport';
import type { Line, Uart } from '../../../src/board.js';
import { createPort, watchDevice } from './serial-port.js';

const REOPEN_MS = 2000;
/** Pause between the last bit and a change of speed, which discards bytes still on their way. A meter waits at least 200 ms. */
const SETTLE_MS = 50;

/** Such as `300 7E1`. */
function nameOf(line: Line): string {
  return `${line.baud} ${line.bytesize}${line.parity.charAt(0).toUpperCase()}${line.stopbits}`;
}

/** Advice on a port that cannot be opened, if there is any. */
function adviceOf(reason: string): string {
  return /permission|EACCES/i.test(reason) ? '; on Debian: sudo adduser $USER dialout, then log out and in again' : '';
}

/**
 * Opens the device at `path`, and tries every 2 s to reopen it when it cannot be opened or has disappeared; with `once`
 * it tries only once. Without `line` it waits for the settings of `setLine`. Each failure and each success is logged
 * once.
 */
export function createSerialUart(path: string, line: Line | null, log: (line: string) => void, once = false): Uart {
  let port: SerialPort | null = null;
  let current = line;
  let fault: string | null = `${path} is not open yet`;
  // The write that waits for the port to be open, as after a change of its settings.
  let pendingWrite: (() => void) | null = null;
  let receive: (chunk: Uint8Array) => number;

  function retry(reason: string): void {
    if (fault !== reason && !once) log(`${reason}; retrying every ${REOPEN_MS / 1000} s`);
    fault = reason;
    port = null;
    pendingWrite = null;
    if (!once) setTimeout(open, REOPEN_MS).unref();
  }

  function open(): void {
    if (!current) return;
    const settings = nameOf(current);
    const opened = createPort(path, current);
    opened.on('data', (chunk: Buffer) => receive(chunk));
    opened.on('error', (error) => {
      log(`${path}: ${error.message}`);
      if (opened.isOpen) opened.close();
    });
    const unwatch = watchDevice(path, () => {
      if (opened.isOpen) opened.close();
    });
    opened.on('close', () => {
      unwatch();
      if (reopens.delete(opened)) open();
      else retry(`${path} has disappeared`);
    });
    opened.open((error) => {
      if (error) {
        unwatch();
        retry(`${path} cannot be opened: ${error.message.replace(/^Error: /, '')}${adviceOf(error.message)}`);
        return;
      }
      port = opened;
      fault = null;
      log(`${path} is open, ${settings}`);
      if (current && nameOf(current) !== settings) reopen();
      else pendingWrite?.();
      pendingWrite = null;
    });
  }

  // Ports that were closed in order to reopen them with other settings.
  const reopens = new Set<SerialPort>();

  /** Reopens the port with the current settings. If it is not open, the next attempt uses them anyway. */
  function reopen(): void {
    if (!port) return;
    reopens.add(port);
    port.close();
    port = null;
  }

  function setLine(wanted: Line): void {
    const before = current;
    current = { ...wanted };
    if (!before) open();
    else if (nameOf(before) !== nameOf(current)) reopen();
  }

  function write(bytes: Uint8Array, baud: number): void {
    if (!port) {
      pendingWrite = () => write(bytes, baud);
      return;
    }
    const to = port;
    to.write(Buffer.from(bytes));
    if (!baud || !current) return;
    current = { ...current, baud };
    to.drain(() => setTimeout(() => to.update({ baudRate: baud }, () => {}), SETTLE_MS));
  }

  return {
    open(take) {
      receive = take;
      open();
    },
    setLine,
    write,
    fault: () => fault,
    lostBytes: () => 0,
  };
}
