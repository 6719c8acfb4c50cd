/** The port of the board: a serial device, or a TCP socket for `tcp://HOST:PORT`. */
import { type Socket, connect as socketTo } from 'node:net';
import { openingFailed } from './errors.js';

/** Baud rate of Espruino's console on the ESP32. */
export const BAUD = 115200;
/** The default port, that of Telnet, as in EspruinoTools. */
const TCP_PORT = 23;
const CONNECT_MS = 10000;

/** An open port. Texts have one byte per character (latin1). */
export interface Link {
  write(text: string): void;
  /** Sets the receiver of incoming data, in place of the one before. */
  onData(receive: (text: string) => void): void;
  onClose(listener: () => void): void;
  close(): Promise<void>;
}

/** Opens a port; may be called again to reopen it. */
export type Opener = () => Promise<Link>;

/** Host and port of `tcp://HOST[:PORT]`, or null for a device. */
export function socketAddress(port: string): { host: string; port: number } | null {
  const match = /^tcp:\/\/(\[[^\]]+\]|[^:/[\]]+)(?::(\d{1,5}))?\/?$/.exec(port);
  return match && { host: match[1].replace(/^\[|\]$/g, ''), port: Number(match[2] ?? TCP_PORT) };
}

type Stream = Pick<Socket, 'on' | 'write' | 'setMaxListeners'>;

function linkOf(stream: Stream, close: () => Promise<void>): Link {
  let receive: (text: string) => void = () => {};
  stream.on('data', (chunk: Buffer) => receive(chunk.toString('latin1')));
  // 'close' follows; without a listener the error would end the program.
  stream.on('error', () => {});
  return {
    write(text) {
      stream.write(Buffer.from(text, 'latin1'));
    },
    onData(next) {
      receive = next;
    },
    onClose(listener) {
      stream.on('close', listener);
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
  // Imported here, so that flashing over a socket works without the native module.
  const { SerialPort } = await import('serialport');
  const device = new SerialPort({ path, baudRate: BAUD, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    device.open((error) => (error ? reject(openingFailed(path, error.message)) : resolve()));
  });
  return linkOf(device as unknown as Stream, () => new Promise((resolve) => device.close(() => resolve())));
}

/** The opener of this port. */
export function openerOf(port: string): Opener {
  const address = socketAddress(port);
  return address ? () => openSocket(port, address.host, address.port) : () => openDevice(port);
}
