/**
 * A small HTTP/1.1 server (RFC 9112) over the sockets of a board: one request per connection, answers in pieces, nothing
 * kept of a connection that is gone. Espruino's own server never frees a connection that breaks in its head.
 */
import { type Board, type Socket, TICK_MS } from '../board.js';
import { indexOf, parseRequestHead, plainText, type Request, type Response, responseHead } from './message.js';
import { rejectionOf } from './rejection.js';
import { type Endpoint, route } from './route.js';

const MAX_CONNECTIONS = 6;
const PIECE_BYTES = 1024;
/** Ticks for the request to arrive, and for a piece of the answer to be taken. */
const REQUEST_TICKS = 5000 / TICK_MS;
const RESPONSE_TICKS = 10000 / TICK_MS;
/** Who is told that there is no room has so long to go; a full server gives up who takes nothing for so long. */
const REFUSAL_TICKS = 1000 / TICK_MS;
/** What a request needs to be heard out, in answers. */
const REQUEST_ROOM = 0.8;

export interface HttpServer {
  /** Serves one connection. */
  accept(socket: Socket): void;
  /** Closes what takes too long; called every `TICK_MS`. */
  tick(): void;
}

interface Connection {
  socket: Socket;
  /** What has come of the request; undefined once it is answered. */
  received: string | undefined;
  request: Request | null;
  /** What of the answer's body has yet to be sent, and from where; or what gives it, and whether it goes in chunks. */
  body: string;
  at: number;
  pieces?: () => string;
  acceptsChunks: boolean;
  ticksLeft: number;
  /** It only hears that it was given up, and takes no room. */
  refused?: boolean;
}

function bodyLength(request: Request): number {
  return +(request.headers['content-length'] || 0);
}

/** True while a request has come whole and has no answer yet. */
function isComplete(connection: Connection): boolean {
  const text = connection.received;
  const request = connection.request;
  return !!request && text !== undefined && text.length >= bodyLength(request);
}

function allSent(connection: Connection): boolean {
  return !connection.pieces && connection.at >= connection.body.length;
}

/**
 * Makes a server of these endpoints; the board's log is told when one of them fails, and while the board has no room a request
 * waits. `hosts`, with commas between, are the names of the internet that are ours, in small letters.
 */
export function createHttpServer(
  endpoints: Endpoint[],
  board: Pick<Board, 'log' | 'hasRoom' | 'maxHeadBytes'>,
  hosts: string,
): HttpServer {
  const connections: Connection[] = [];

  function forget(connection: Connection): void {
    const index = connections.indexOf(connection);
    if (index >= 0) connections.splice(index, 1);
  }

  /** Takes the next piece off the answer, as it goes on the wire. */
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
      board.log('HTTP: an answer broke off: ' + error);
      throw error;
    }
    if (!piece) connection.pieces = undefined;
    return connection.acceptsChunks ? piece.length.toString(16) + '\r\n' + piece + '\r\n' : piece;
  }

  /** Writes as much as the socket takes, then waits for `drain`; closes behind the last piece. */
  function pump(connection: Connection, head: string): void {
    try {
      let ready = connection.socket.write(head + nextPiece(connection));
      while (!allSent(connection)) {
        if (!ready) return;
        ready = connection.socket.write(nextPiece(connection));
      }
      connection.socket.end();
    } catch (_error) {
      // The peer has gone: `write` throws on Espruino. Or a piece cannot be made, and who asked has to see that there was more.
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
   * Answers a request that waits, if there is room for the answer. Who waits takes memory too: where no answer is under way,
   * whose memory comes back, all but one are told to come again.
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
      response = plainText(500, 'a fault of the firmware; its log tells more');
    }
    startResponse(connection, response, request.method !== 'HEAD' && response.status !== 304);
  }

  /** Looks whether the head has come, and answers what cannot become a request. */
  function readHead(connection: Connection): void {
    const text = connection.received as string;
    const most = board.maxHeadBytes;
    const end = indexOf(text, '\r\n\r\n');
    if (end < 0 ? text.length > most : end > most) {
      const line = indexOf(text, '\r\n');
      const status = line < 0 || line > most ? 414 : 431;
      startResponse(connection, plainText(status, 'a request head has at most ' + most + ' bytes'), true);
      return;
    }
    if (end < 0) return;
    const request = parseRequestHead(text.slice(0, end));
    const refused = request ? rejectionOf(request, hosts) : plainText(400, 'no request by HTTP');
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

  /** Gives up on one: it takes no room any more, and hears why if it has not been answered yet. */
  function refuse(connection: Connection, status: 408 | 503): void {
    if (connection.received === undefined) {
      forget(connection);
      connection.socket.destroy();
      return;
    }
    connection.refused = true;
    const words = status === 408 ? 'the request took longer than 5 s' : 'too many at once; try again';
    startResponse(connection, plainText(status, words, 'Retry-After: 1\r\n'), true);
    connection.ticksLeft = REFUSAL_TICKS;
  }

  /**
   * Makes room if there are too many: of those that have begun before the last tick and sent no request yet, or have taken
   * nothing of their answer for a second, the slowest goes; or else the newcomer. There are too many, too, when the board has no
   * room for another request.
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
    if (open > MAX_CONNECTIONS || (open > 1 && !board.hasRoom(REQUEST_ROOM))) refuse(slowest, 503);
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
