/** TCP on Node for the core's HTTP server. */
import { createServer, type Server } from 'node:net';
import type { Socket } from '../../src/board.js';

/** Listens on host and port, and hands over each connection. Rejects if the address cannot be had. */
export function listen(host: string, port: number, accept: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      // The core speaks in one character per byte.
      socket.setEncoding('latin1');
      socket.setDefaultEncoding('latin1');
      accept(socket as unknown as Socket);
    });
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}
