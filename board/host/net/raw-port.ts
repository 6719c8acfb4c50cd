/** The meter's bytes on a TCP port of the PC (setting `raw_port`). */
import type { AddressInfo } from 'node:net';
import type { Uart } from '../../../src/board.js';
import { createRawPort } from '../../../src/endpoints/raw-port.js';
import { listen } from './tcp.js';

/**
 * Sends the bytes that `uart` receives to a TCP port too; returns `uart` itself if that is 0. Rejects if it cannot
 * listen there.
 */
export async function withRawPort(uart: Uart, host: string, port: number, log: (line: string) => void): Promise<Uart> {
  if (port === 0) return uart;
  const raw = createRawPort();
  const server = await listen(host, port, raw.accept).catch((error: Error) => {
    throw new Error(`raw_port: ${error.message}`);
  });
  server.unref();
  log(`raw bytes on TCP port ${(server.address() as AddressInfo).port}`);
  return {
    ...uart,
    open: (receive) =>
      uart.open((chunk) => {
        raw.send(Buffer.from(chunk).toString('latin1'));
        return receive(chunk);
      }),
  };
}
