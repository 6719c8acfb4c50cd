/** The state of a connection of the HTTP server. */
import type { Socket } from '../board.js';
import type { Request } from './message.js';

/** One connection of the server, from accept to close. */
export interface Connection {
  socket: Socket;
  /** The part of the request that has arrived and is not parsed yet; undefined once the response has begun. */
  received: string | undefined;
  /** The request once its head is parsed; null before, and once the response has begun. */
  request: Request | null;
  /** The body of the response, and the index of the next character to send; or its pieces, and whether to send them chunked. */
  body: string;
  at: number;
  pieces?: () => string;
  acceptsChunks: boolean;
  /** Ticks until the connection is refused or closed. */
  ticksLeft: number;
  /** True if it was refused and no longer counts as a connection. */
  refused?: boolean;
}

/** The length of the body that the head announces, in bytes; 0 if none. */
export function bodyLength(request: Request): number {
  return +(request.headers['content-length'] || 0);
}

/** True if the request is complete and the response has not begun. */
export function isComplete(connection: Connection): boolean {
  const text = connection.received;
  const request = connection.request;
  return !!request && text !== undefined && text.length >= bodyLength(request);
}

/** True if the whole response has been handed to the socket. */
export function allSent(connection: Connection): boolean {
  return !connection.pieces && connection.at >= connection.body.length;
}
