/** The serial port that a meter is played on. */
import { SerialPort } from 'serialport';
import type { Line } from '../../src/board.js';
import { watchDevice } from './device-watch.js';

/** Opens it; rejects if it cannot be had. `onGone` is called when it vanishes, perhaps more than once. */
export async function openPort(path: string, line: Line, onGone: () => void): Promise<SerialPort> {
  const port = new SerialPort({
    path,
    baudRate: line.baud,
    dataBits: line.bytesize,
    parity: line.parity,
    stopBits: line.stopbits,
    autoOpen: false,
  });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(new Error(`${path} cannot be opened: ${error.message}`)) : resolve()));
  });
  watchDevice(path, onGone);
  port.on('close', onGone);
  port.on('error', onGone);
  return port;
}
