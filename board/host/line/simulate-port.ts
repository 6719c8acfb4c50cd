/** The serial port that a meter is played on. */
import type { SerialPort } from 'serialport';
import type { Line } from '../../../src/board.js';
import { createPort, watchDevice } from './serial-device.js';

/** Opens it; rejects if it cannot be had. `onGone` is called when it vanishes, perhaps more than once. */
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
