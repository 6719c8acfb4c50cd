/** TCP on Node, for the HTTP server and client of the core. */
import { type AddressInfo, createServer, isIP, connect as open, type Server, type Socket as TcpSocket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { connect as openSecurely } from 'node:tls';
import type { Socket } from '../../../src/board.js';

/** A connection as the core uses it: texts with one character per byte. */
function socketOf(socket: TcpSocket): Socket {
  socket.setEncoding('latin1');
  socket.setDefaultEncoding('latin1');
  return socket as unknown as Socket;
}

/** Opens a connection, by TLS if `secure`. Failures come as an `error` event. IPv6 addresses may be in brackets. */
export function connect(host: string, port: number, secure: boolean): Socket {
  const name = host.replace(/^\[|\]$/g, '');
  return socketOf(
    secure ? openSecurely({ host: name, port, servername: isIP(name) ? '' : name }) : open({ host: name, port }),
  );
}

/** The URLs of a server: if it listens on every address, one for each address by which other computers reach this one. */
export function addressesOf({ address, port }: AddressInfo): string[] {
  const isAny = address === '0.0.0.0' || address === '::';
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const others = own.filter((one) => !one.internal && one.family === 'IPv4').map((one) => one.address);
  const hosts = isAny && others.length ? others : [address];
  return hosts.map((host) => `http://${host.includes(':') ? `[${host}]` : host}:${port}/`);
}

/** Listens on host and port, and calls `accept` with each connection. Rejects if it cannot listen there. */
export function listen(host: string, port: number, accept: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      accept(socketOf(socket));
    });
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}
