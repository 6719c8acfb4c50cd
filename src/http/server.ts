/**
 * A small HTTP/1.1 server (RFC 9112) over the sockets of a board: one request per connection, responses sent in pieces.
 * Espruino's own server never frees a connection that breaks before its head is complete.
 */
import { type Board, type Socket, TICK_MS } from '../board.js';
import { allSent, bodyLength, type Connection, isComplete } from './connection.js';
import { indexOf, parseRequestHead, plainText, type Request, type Response, responseHead } from './message.js';
import { rejectionOf } from './rejection.js';
import { type Endpoint, route } from './route.js';

const PIECE_BYTES = 1024;
/** Ticks for the request to arrive, and for the client to take a piece of the response. */
const REQUEST_TICKS = 5000 / TICK_MS;
const RESPONSE_TICKS = 10000 / TICK_MS;
/** Ticks to send a refusal. A full server also drops clients that have taken nothing for so long. */
const REFUSAL_TICKS = 1000 / TICK_MS;
/** The memory that receiving a request takes, relative to a response. */
const REQUEST_ROOM = 0.8;

/** A running server. */
export interface HttpServer {
  /** Serves one connection. */
  accept(socket: Socket): void;
  /** Closes connections that take too long; called every `TICK_MS`. */
  tick(): void;
}

/**
 * Creates a server for the endpoints; the array may change later. Failures of an endpoint are logged, and a request waits
 * while the board has no memory for a response. `hosts` are our internet host names in lower case, separated by commas.
 */
export function createHttpServer(
  endpoints: Endpoint[],
  board: Pick<Board, 'log' | 'hasRoom' | 'maxHeadBytes' | 'maxConnections'>,
  hosts: string,
): HttpServer {
  const connections: Connection[] = [];

  function forget(connection: Connection): void {
    const index = connections.indexOf(connection);
    if (index >= 0) connections.splice(index, 1);
  }

  /** The next piece of the response, encoded for the wire. */
  function nextPiece(connection: Connection): string {
    const from = connection.at;
    if (!connection.pieces) {
      connection.at += PIECE_BYTES;
      return connection.body.substr(from, PIECE_BYTES);
    }
    let piece: string;
    try {
      piece = connection.pieces();
    } catch (error) {
      board.log('HTTP: a response was cut off: ' + error);
      throw error;
    }
    if (!piece) connection.pieces = undefined;
    return connection.acceptsChunks ? piece.length.toString(16) + '\r\n' + piece + '\r\n' : piece;
  }

  /** Writes as much as the socket accepts, then waits for `drain`; closes after the last piece. */
  function pump(connection: Connection, head: string): void {
    try {
      let ready = connection.socket.write(head + nextPiece(connection));
      while (!allSent(connection)) {
        if (!ready) return;
        ready = connection.socket.write(nextPiece(connection));
      }
      connection.socket.end();
    } catch (_error) {
      // The client has gone, so `write` throws on Espruino; or a piece failed, and the client must see that the body is incomplete.
      forget(connection);
      connection.socket.destroy();
    }
  }

  function onDrain(connection: Connection): void {
    if (connection.received !== undefined || allSent(connection)) return;
    connection.ticksLeft = RESPONSE_TICKS;
    pump(connection, '');
  }

  function startResponse(connection: Connection, response: Response, withBody: boolean): void {
    connection.acceptsChunks = !!connection.request && connection.request.acceptsChunks;
    connection.received = undefined;
    connection.request = null;
    connection.ticksLeft = RESPONSE_TICKS;
    connection.body = withBody ? response.body : '';
    connection.pieces = withBody ? response.pieces : undefined;
    connection.at = 0;
    pump(connection, responseHead(response, connection.acceptsChunks));
  }

  /**
   * Responds to a complete request, if there is memory for it. Waiting requests take memory too: if no response is being
   * sent, whose memory will be freed, all requests but one are refused.
   */
  function respond(connection: Connection): void {
    if (!isComplete(connection)) return;
    if (!board.hasRoom(1)) {
      const responding = connections.some(function (one) {
        return one.received === undefined;
      });
      if (connections.length > 1 && !responding) refuse(connection, 503);
      return;
    }
    const request = connection.request as Request;
    request.body = (connection.received as string).slice(0, bodyLength(request));
    let response: Response;
    try {
      response = route(endpoints, request);
    } catch (error) {
      board.log('HTTP: ' + request.path + ' failed: ' + error);
      response = plainText(500, 'internal error; see the log');
    }
    startResponse(connection, response, request.method !== 'HEAD' && response.status !== 304);
  }

  /** Parses the head once it is complete, and refuses a request that is malformed or not accepted. */
  function readHead(connection: Connection): void {
    const text = connection.received as string;
    const most = board.maxHeadBytes;
    const end = indexOf(text, '\r\n\r\n');
    if (end < 0 ? text.length > most : end > most) {
      const line = indexOf(text, '\r\n');
      const status = line < 0 || line > most ? 414 : 431;
      startResponse(connection, plainText(status, 'the request head is limited to ' + most + ' bytes'), true);
      return;
    }
    if (end < 0) return;
    const request = parseRequestHead(text.slice(0, end));
    const refused = request ? rejectionOf(request, hosts) : plainText(400, 'not an HTTP request');
    connection.request = request;
    connection.received = text.slice(end + 4);
    if (refused) startResponse(connection, refused, true);
  }

  function onData(connection: Connection, text: string): void {
    if (connection.received === undefined || isComplete(connection)) return;
    connection.received += text;
    if (!connection.request) readHead(connection);
    respond(connection);
  }

  /** Refuses a connection: with an error response, or by closing it if the response has begun. */
  function refuse(connection: Connection, status: 408 | 503): void {
    if (connection.received === undefined) {
      forget(connection);
      connection.socket.destroy();
      return;
    }
    connection.refused = true;
    const words = status === 408 ? 'the request took longer than 5 s' : 'too many requests; try again';
    startResponse(connection, plainText(status, words, 'Retry-After: 1\r\n'), true);
    connection.ticksLeft = REFUSAL_TICKS;
  }

  /**
   * Refuses one connection if there are too many, or if the board has no memory for another request: the slowest of those
   * that opened before the last tick and have sent no request, or have taken nothing of their response for a second; the
   * newcomer if there are none.
   */
  function makeRoom(newcomer: Connection): void {
    let slowest = newcomer;
    let lowest = 0;
    let open = 0;
    connections.forEach(function (one) {
      const leftTicks = one.ticksLeft - (one.received === undefined ? RESPONSE_TICKS - REFUSAL_TICKS : REQUEST_TICKS);
      if (one.refused) return;
      open++;
      if (leftTicks >= lowest) return;
      lowest = leftTicks;
      slowest = one;
    });
    if (open > board.maxConnections || (open > 1 && !board.hasRoom(REQUEST_ROOM))) refuse(slowest, 503);
  }

  function accept(socket: Socket): void {
    const connection: Connection = {
      socket,
      received: '',
      request: null,
      body: '',
      at: 0,
      acceptsChunks: false,
      ticksLeft: REQUEST_TICKS,
    };
    const onGone = function (): void {
      forget(connection);
    };
    socket.on('close', onGone);
    socket.on('error', onGone);
    connections.push(connection);
    makeRoom(connection);
    if (connection.received === undefined) return;
    socket.on('drain', function () {
      onDrain(connection);
    });
    socket.on('data', function (text) {
      onData(connection, text);
    });
  }

  function tick(): void {
    connections.forEach(respond);
    for (let i = connections.length - 1; i >= 0; i--) {
      const connection = connections[i];
      if (--connection.ticksLeft > 0) continue;
      refuse(connection, isComplete(connection) ? 503 : 408);
    }
  }

  return { accept, tick };
}
