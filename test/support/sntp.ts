/** A time server (SNTP, RFC 4330) that does as it should, or does not. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

const PACKET_BYTES = 48;
/** Seconds from 1900, where NTP counts from, to 1970. */
const NTP_EPOCH_S = 2208988800;
const ORIGINATE = 24;
const RECEIVE = 32;
const TRANSMIT = 40;
const SERVER = 4;

export interface TimeServer {
  port: number;
  /** The requests, as they came. */
  requests: Buffer[];
  stop(): void;
}

function writeTime(packet: Buffer, at: number, utcMs: number): void {
  packet.writeUInt32BE(Math.floor(utcMs / 1000) + NTP_EPOCH_S, at);
  packet.writeUInt32BE(Math.floor(((utcMs % 1000) / 1000) * 2 ** 32), at + 4);
}

/** A proper answer: it has the request's transmit timestamp as its originate timestamp. */
function answerTo(request: Buffer, utcMs: number): Buffer {
  const answer = Buffer.alloc(PACKET_BYTES);
  answer[0] = (request[0] & 0x38) | SERVER;
  answer[1] = 2;
  request.copy(answer, ORIGINATE, TRANSMIT, PACKET_BYTES);
  writeTime(answer, RECEIVE, utcMs);
  writeTime(answer, TRANSMIT, utcMs);
  return answer;
}

/** What may be wrong with an answer; none if it gives nothing. */
export const WRONG_ANSWERS: Record<string, (answer: Buffer) => Buffer | null> = {
  'no answer': () => null,
  'the originate timestamp of another request': (answer) => {
    answer[ORIGINATE + 7] ^= 1;
    answer[ORIGINATE] ^= 0x80;
    return answer;
  },
  "stratum 0, a kiss-o'-death": (answer) => {
    answer[1] = 0;
    answer.write('RATE', 12, 'latin1');
    return answer;
  },
  'the mode of a client': (answer) => {
    answer[0] = (answer[0] & 0x38) | 3;
    return answer;
  },
  'a server that is not synchronized itself': (answer) => {
    answer[0] |= 0xc0;
    return answer;
  },
  'a transmit timestamp of zero': (answer) => answer.fill(0, TRANSMIT),
  'the year 1999': (answer) => {
    writeTime(answer, TRANSMIT, Date.UTC(1999, 0, 1));
    return answer;
  },
  'half an answer': (answer) => answer.subarray(0, PACKET_BYTES / 2),
};

/** Starts it on this computer; `spoil` makes of a proper answer what is sent. It tells the time of `utcMs`. */
export async function startTimeServer(
  spoil: (answer: Buffer) => Buffer | null = (answer) => answer,
  utcMs: () => number = Date.now,
): Promise<TimeServer> {
  const socket = createSocket('udp4');
  const requests: Buffer[] = [];
  socket.on('message', (request, from) => {
    requests.push(request);
    if (request.length < PACKET_BYTES) return;
    const answer = spoil(answerTo(request, utcMs()));
    if (answer) socket.send(answer, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  // A test that has failed does not stop it.
  socket.unref();
  return { port: (socket.address() as AddressInfo).port, requests, stop: () => socket.close() };
}
