/** A port as a stream of bytes: a serial device, or a socket for `tcp://HOST:PORT`. */
import { type Socket, connect as socketTo } from 'node:net';
import { openingFailed } from './errors.js';

/** The speed of Espruino's console on the ESP32. */
export const BAUD = 115200;
/** Telnet, as EspruinoTools takes it. */
const TCP_PORT = 23;
const CONNECT_MS = 10000;

/** An open port. Bytes are the characters of a latin1 text. */
export interface Link {
  write(text: string): void;
  /** Who gets what arrives; one at a time. */
  onData(take: (text: string) => void): void;
  onClose(told: () => void): void;
  close(): Promise<void>;
}

/** Opens a port, and the same port again. */
export type Opener = () => Promise<Link>;

/** Host and port of `tcp://HOST[:PORT]`, or null for a device. */
export function socketAddress(port: string): { host: string; port: number } | null {
  const match = /^tcp:\/\/(\[[^\]]+\]|[^:/[\]]+)(?::(\d{1,5}))?\/?$/.exec(port);
  return match && { host: match[1].replace(/^\[|\]$/g, ''), port: Number(match[2] ?? TCP_PORT) };
}

type Stream = Pick<Socket, 'on' | 'write' | 'setMaxListeners'>;

function linkOf(stream: Stream, close: () => Promise<void>): Link {
  let take: (text: string) => void = () => {};
  stream.on('data', (chunk: Buffer) => take(chunk.toString('latin1')));
  // The end is told by 'close'; without a listener the error would end the program.
  stream.on('error', () => {});
  return {
    write(text) {
      stream.write(Buffer.from(text, 'latin1'));
    },
    onData(next) {
      take = next;
    },
    onClose(told) {
      stream.on('close', told);
    },
    close,
  };
}

function openSocket(name: string, host: string, port: number): Promise<Link> {
  return new Promise((resolve, reject) => {
    const socket = socketTo({ host, port, timeout: CONNECT_MS });
    const fail = (error: NodeJS.ErrnoException): void => {
      socket.destroy();
      reject(openingFailed(name, error.code ?? error.message));
    };
    socket.once('error', fail);
    socket.once('timeout', () => fail(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
    socket.once('connect', () => {
      socket.removeAllListeners('error').removeAllListeners('timeout').setTimeout(0).setNoDelay();
      resolve(
        linkOf(socket, async () => {
          socket.destroy();
        }),
      );
    });
  });
}

async function openDevice(path: string): Promise<Link> {
  // Only now: a flash over a socket needs no driver.
  const { SerialPort } = await import('serialport');
  const device = new SerialPort({ path, baudRate: BAUD, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    device.open((error) => (error ? reject(openingFailed(path, error.message)) : resolve()));
  });
  return linkOf(device as unknown as Stream, () => new Promise((resolve) => device.close(() => resolve())));
}

/** What opens this port. */
export function openerOf(port: string): Opener {
  const address = socketAddress(port);
  return address ? () => openSocket(port, address.host, address.port) : () => openDevice(port);
}
