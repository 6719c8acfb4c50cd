/** The line to the meter on a PC: a serial port that is opened again for as long as the program runs. */
import type { SerialPort } from 'serialport';
import type { Line, Uart } from '../../../src/board.js';
import { createPort, watchDevice } from './serial-device.js';

const REOPEN_MS = 2000;
/** Between the last bit and a change of speed, which throws away what is still on its way; a meter waits 200 ms at least. */
const SETTLE_MS = 50;

/** As in `300 7E1`. */
function nameOf(line: Line): string {
  return `${line.baud} ${line.bytesize}${line.parity.charAt(0).toUpperCase()}${line.stopbits}`;
}

/** What to do about a port that cannot be opened, where that is known. */
function adviceOf(reason: string): string {
  return /permission|EACCES/i.test(reason)
    ? '; on Debian those of the group dialout may: sudo adduser $USER dialout'
    : '';
}

/**
 * Opens the device DEV, never a list of ports, and opens it again every 2 s after it vanished; without `line` first when
 * it is told how (`setLine`). `log` is told once when it cannot be opened and once when it is back; `once` it is tried once.
 */
export function createSerialUart(path: string, line: Line | null, log: (line: string) => void, once = false): Uart {
  let port: SerialPort | null = null;
  let current = line;
  let fault: string | null = `${path} is not open yet`;
  // Written while the port is opened anew with other settings.
  let waiting: (() => void) | null = null;
  let receive: (chunk: Uint8Array) => number;

  function retry(reason: string): void {
    if (fault !== reason && !once) log(`${reason}; it is tried again every ${REOPEN_MS / 1000} s`);
    fault = reason;
    port = null;
    waiting = null;
    if (!once) setTimeout(open, REOPEN_MS).unref();
  }

  function open(): void {
    if (!current) return;
    const how = nameOf(current);
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
      else retry(`${path} has vanished`);
    });
    opened.open((error) => {
      if (error) {
        unwatch();
        retry(`${path} cannot be opened: ${error.message.replace(/^Error: /, '')}${adviceOf(error.message)}`);
        return;
      }
      port = opened;
      fault = null;
      log(`${path} is open, ${how}`);
      if (current && nameOf(current) !== how) reopen();
      else waiting?.();
      waiting = null;
    });
  }

  // Ports that are closed only to be opened with other settings.
  const reopens = new Set<SerialPort>();

  /** Opens with the settings of now; while it is being opened anyway, or waits to be, that is enough. */
  function reopen(): void {
    if (!port) return;
    reopens.add(port);
    port.close();
    port = null;
  }

  function setLine(asked: Line): void {
    const before = current;
    current = { ...asked };
    if (!before) open();
    else if (nameOf(before) !== nameOf(current)) reopen();
  }

  function write(bytes: Uint8Array, baud: number): void {
    if (!port) {
      waiting = () => write(bytes, baud);
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
