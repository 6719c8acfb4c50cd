/**
 * A small HTTP client: one request at a time, each on its own connection. It uses HTTP/1.0 because servers then do not
 * respond with a chunked body (RFC 9112, 6.1). Espruino's own client leaks memory for each request without a response.
 */
import { type Board, type Socket, TICK_MS } from '../board.js';
import type { Url } from '../text/url.js';
import { indexOf } from './message.js';

/** Ticks for a request and its response. */
const REQUEST_TICKS = 5000 / TICK_MS;
const LENGTH = '\ncontent-length:';
/** A longer response, head and body, is cut here. */
const MAX_RESPONSE_BYTES = 3072;

/** Called once per request, with the status, 0 without a response, and as much of the body as has arrived. */
export type Callback = (status: number, body: string) => void;

export interface HttpClient {
  /** Posts a body to a path; `headers` are additional header lines, each ending with CR LF. One request at a time. */
  post(url: Url, path: string, headers: string, body: string, done: Callback): void;
  /** Aborts a request that takes too long; called every `TICK_MS`. */
  tick(): void;
}

/** Creates a client that connects through the board. It never throws, whatever the server does. */
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

  /** Finishes the request if the response is complete; `last` if no more will come. */
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
      // Events of an earlier connection are ignored.
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
      // Espruino throws at once if the connection is refused.
      finish(0, '');
    }
  }

  function tick(): void {
    if (ticksLeft && --ticksLeft === 0) check(true);
  }

  return { post, tick };
}
