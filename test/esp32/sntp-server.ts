/** A time server (RFC 4330) on this machine, which an emulated chip reaches at the address of its host. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

const PACKET_BYTES = 48;
/** Version 4, mode 4 (server). */
const SERVER = 0x24;
const SECONDS_TO_1970 = 2208988800;

export interface SntpServer {
  port: number;
  /** Requests that were answered. */
  answered(): number;
  close(): void;
}

/** Starts it on a free port; it says that it is always this time. */
export async function startSntpServer(ms: number): Promise<SntpServer> {
  let answered = 0;
  const socket: Socket = createSocket('udp4');
  socket.on('message', (request, from) => {
    const answer = Buffer.alloc(PACKET_BYTES);
    answer[0] = SERVER;
    answer[1] = 1;
    request.copy(answer, 24, 40, PACKET_BYTES);
    answer.writeUInt32BE(Math.floor(ms / 1000) + SECONDS_TO_1970, 40);
    socket.send(answer, from.port, from.address);
    answered++;
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { port: (socket.address() as AddressInfo).port, answered: () => answered, close: () => socket.close() };
}
