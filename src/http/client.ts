/**
 * A small HTTP client: one request at a time, each on a connection of its own that is closed behind the answer. It asks by
 * HTTP/1.0, so that no server answers in chunks (RFC 9112, 6.1). Espruino's own keeps memory for each that never answers.
 */
import { type Board, type Socket, TICK_MS } from '../board.js';
import type { Url } from '../text/url.js';
import { indexOf } from './message.js';

/** Ticks for the whole of a request. */
const REQUEST_TICKS = 5000 / TICK_MS;
const LENGTH = '\ncontent-length:';
/** More of an answer, head and body, is not waited for. */
const MAX_RESPONSE_BYTES = 3072;

/** Is called once for each request: the status, 0 where there was no answer, and as much of the body as came. */
export type Callback = (status: number, body: string) => void;

export interface HttpClient {
  /** Posts a body to a path; `headers` are further lines, each with its line end. Only while nothing is under way. */
  post(url: Url, path: string, headers: string, body: string, done: Callback): void;
  /** Gives a request up that takes too long; called every `TICK_MS`. */
  tick(): void;
}

/** Makes a client on the connections of the board. It throws nothing, whatever the server does. */
export function createHttpClient(board: Board): HttpClient {
  let socket: Socket | null = null;
  let received = '';
  let ticksLeft = 0;
  let onDone: Callback;

  function finish(status: number, body: string): void {
    const connection = socket;
    socket = null;
    received = '';
    ticksLeft = 0;
    if (connection) connection.destroy();
    onDone(status, body);
  }

  /** Looks whether the answer is whole; `last` if no more will come. */
  function check(last: boolean): void {
    const end = indexOf(received, '\r\n\r\n');
    const complete = last || received.length > MAX_RESPONSE_BYTES;
    if (end < 0) {
      if (complete) finish(0, '');
      return;
    }
    const head = received.slice(0, end).toLowerCase();
    const status = head.slice(0, 7) === 'http/1.' ? +head.slice(9, 12) || 0 : 0;
    const body = received.slice(end + 4);
    const at = indexOf(head, LENGTH);
    const length = status === 204 ? 0 : at < 0 ? -1 : parseInt(head.slice(at + LENGTH.length), 10);
    if (complete || (length >= 0 && body.length >= length)) finish(status, body);
  }

  function post(url: Url, path: string, headers: string, body: string, done: Callback): void {
    onDone = done;
    ticksLeft = REQUEST_TICKS;
    try {
      const connection = board.connect(url.host, url.port, url.secure);
      // What a connection says after its time is not heard.
      const onClose = function (): void {
        if (connection === socket) check(true);
      };
      socket = connection;
      connection.on('data', function (piece) {
        if (connection !== socket) return;
        received += piece;
        check(false);
      });
      connection.on('close', onClose);
      connection.on('error', onClose);
      connection.write(
        'POST ' +
          path +
          ' HTTP/1.0\r\nHost: ' +
          url.host +
          ':' +
          url.port +
          '\r\nConnection: close\r\nContent-Length: ' +
          body.length +
          '\r\n' +
          headers +
          '\r\n' +
          body,
      );
    } catch (_error) {
      // Espruino throws at once where nobody listens.
      finish(0, '');
    }
  }

  function tick(): void {
    if (ticksLeft && --ticksLeft === 0) check(true);
  }

  return { post, tick };
}
