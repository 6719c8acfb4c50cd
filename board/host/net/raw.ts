/** The meter's bytes on a TCP port of the PC. */
import type { AddressInfo } from 'node:net';
import type { Uart } from '../../../src/board.js';
import { createRawPort } from '../../../src/endpoints/raw-port.js';
import { listen } from './server.js';

/** The line, whose bytes also go out on a port; as it is where that is 0. Rejects if the address cannot be had. */
export async function withRawPort(uart: Uart, host: string, port: number, log: (line: string) => void): Promise<Uart> {
  if (port === 0) return uart;
  const raw = createRawPort();
  const server = await listen(host, port, raw.accept).catch((error: Error) => {
    throw new Error(`raw_port: ${error.message}`);
  });
  server.unref();
  log(`raw bytes at port ${(server.address() as AddressInfo).port}`);
  return {
    ...uart,
    open: (receive) =>
      uart.open((chunk) => {
        raw.send(Buffer.from(chunk).toString('latin1'));
        return receive(chunk);
      }),
  };
}
