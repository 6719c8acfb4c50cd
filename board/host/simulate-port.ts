/** The serial port that a meter is played on. */
import { SerialPort } from 'serialport';
import type { Line } from '../../src/board.js';

/** Opens it; rejects if it cannot be had. `onGone` is called once when it vanishes. */
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
  port.once('close', onGone);
  port.on('error', () => port.close());
  return port;
}
