/** A TCP connection whose other end is the test. */
import type { Socket } from '../../src/board.js';

type Event = 'data' | 'drain' | 'close' | 'error';

export interface FakeSocket extends Socket {
  /** All pieces written. */
  readonly pieces: string[];
  /** How this side closed it, if it did. */
  closed: 'no' | 'ended' | 'destroyed';
  /** True to return false from `write`, so that each piece waits for `drain`. */
  slow: boolean;
  /** The peer has gone: `write` throws, as on Espruino. */
  gone: boolean;
  /** Data from the peer. */
  say(text: string): void;
  happens(event: Exclude<Event, 'data'>): void;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function createFakeSocket(options: { slow?: boolean; gone?: boolean } = {}): FakeSocket {
  const listeners: { event: Event; listener: (text: string) => void }[] = [];

  function call(event: Event, text: string): void {
    for (const one of listeners) if (one.event === event) one.listener(text);
  }

  const socket: FakeSocket = {
    pieces: [],
    closed: 'no',
    slow: options.slow ?? false,
    gone: options.gone ?? false,
    on(event: Event, listener: (text: string) => void) {
      listeners.push({ event, listener });
    },
    write(text) {
      if (socket.gone || socket.closed === 'destroyed') throw new Error('This socket is closed.');
      socket.pieces.push(text);
      if (socket.closed !== 'no') throw new Error('write after end');
      return !socket.slow;
    },
    end() {
      socket.closed = 'ended';
    },
    destroy() {
      socket.closed = 'destroyed';
    },
    say: (text) => call('data', text),
    happens: (event) => call(event, ''),
  };
  return socket;
}

/** The body of a chunked response (RFC 9112, 7.1). Throws if it does not end with an empty chunk. */
function joined(chunks: string): string {
  let body = '';
  for (let at = 0; ; ) {
    const size = /^([0-9a-f]+)\r\n/.exec(chunks.slice(at));
    if (!size) throw new Error(`no chunk: ${chunks.slice(at)}`);
    const from = at + size[0].length;
    const to = from + Number.parseInt(size[1], 16);
    at = to + 2;
    body += chunks.slice(from, to);
    if (chunks.slice(to, at) !== '\r\n') throw new Error(`a chunk without an end: ${chunks.slice(from)}`);
    if (from === to) {
      if (at !== chunks.length) throw new Error(`behind the last chunk: ${chunks.slice(at)}`);
      return body;
    }
  }
}

/** The response written to the socket. Throws if it is not exactly one complete response. */
export function answerOf(socket: FakeSocket, withBody = true): HttpAnswer {
  const text = socket.pieces.join('');
  const match = /^HTTP\/1\.1 (\d{3}) [A-Za-z ]+\r\n((?:[A-Za-z-]+: [^\r\n]+\r\n)+)\r\n(.*)$/s.exec(text);
  if (!match) throw new Error(`this is no answer: ${text}`);
  const headers: Record<string, string> = {};
  for (const line of match[2].trim().split('\r\n')) {
    const [name, value] = line.split(': ');
    headers[name.toLowerCase()] = value;
  }
  const chunked = headers['transfer-encoding'] === 'chunked';
  const body = chunked && withBody ? joined(match[3]) : match[3];
  const expected = withBody ? Number(headers['content-length']) : 0;
  if (!chunked && body.length !== expected) throw new Error(`${body.length} bytes of body instead of ${expected}`);
  return { status: Number(match[1]), headers, body };
}

/** Requests a path from a service, over its own socket, which is closed afterwards. `headers` are lines ending with CR LF. */
export function ask(service: { accept(socket: FakeSocket): void }, path: string, headers = ''): HttpAnswer {
  const socket = createFakeSocket();
  service.accept(socket);
  socket.say(`GET ${path} HTTP/1.1\r\n${headers}\r\n`);
  socket.happens('close');
  return answerOf(socket);
}
