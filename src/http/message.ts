/** Requests and answers of HTTP/1.1 (RFC 9112): what they are, how one is read, and how the other begins. */

export const JSON_TYPE = 'application/json';
/** The others are not kept: a browser's take as much memory as an answer, and Espruino stops for good at one named `__proto__`. */
const HEADERS = 'host origin authorization accept if-none-match content-length transfer-encoding';
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
export const TEXT_TYPE = 'text/plain; charset=utf-8';

export interface Request {
  method: string;
  /** It came by HTTP/1.1 or newer, which know an answer in chunks. */
  acceptsChunks: boolean;
  path: string;
  /** What stands behind the question mark, undecoded. */
  query: string;
  /** Those that somebody asks for, by name in lower case. */
  headers: { [name: string]: string };
  body: string;
}

export interface Response {
  status: number;
  type: string;
  /** One character per byte. */
  body: string;
  /** Gives the next piece of a body that is too long to be held whole, and nothing behind the last; `body` is empty then. */
  pieces?: () => string;
  /** Further header lines, each with its line end. */
  headers?: string;
}

/** The answer to a question that is asked anew each time; `pieces` give a longer body. */
export function uncached(type: string, body: string, pieces?: () => string): Response {
  return { status: 200, type, body, pieces, headers: 'Cache-Control: no-store\r\n' };
}

/** An answer in plain words, with its status in front. */
export function plainText(status: number, message: string, headers?: string): Response {
  return { status, type: TEXT_TYPE, body: status + ': ' + message + '\n', headers };
}

/** Index of the word in the text, -1 if it is not there: Espruino takes the word's beginning at the text's end for it. */
export function indexOf(text: string, part: string): number {
  const at = text.indexOf(part);
  return text.substr(at, part.length) === part ? at : -1;
}

/** The request line and headers; null if they are none. */
export function parseRequestHead(head: string): Request | null {
  const lines = head.split('\n');
  const line = lines[0].split(' ');
  const target = line[1] || '';
  const isHttp = line.length === 3 && line[2].slice(0, 7) === 'HTTP/1.';
  if (!isHttp || !/^[A-Z]+$/.test(line[0]) || target.charAt(0) !== '/') return null;
  const headers: { [name: string]: string } = {};
  for (let i = 1; i < lines.length; i++) {
    const colon = lines[i].indexOf(':');
    if (colon < 1) return null;
    const name = lines[i].slice(0, colon).toLowerCase();
    const value = lines[i].slice(colon + 1).trim();
    // A header that comes twice is a list (RFC 9110, 5.3): two lengths are no number, two hosts no name.
    if (HEADERS.split(' ').indexOf(name) >= 0) headers[name] = (headers[name] ? headers[name] + ', ' : '') + value;
  }
  const queryAt = target.indexOf('?');
  return {
    method: line[0],
    acceptsChunks: line[2].charAt(7) > '0',
    path: queryAt < 0 ? target : target.slice(0, queryAt),
    query: queryAt < 0 ? '' : target.slice(queryAt + 1),
    headers,
    body: '',
  };
}

/** The status line and headers of an answer, for a peer that knows chunks or not. */
export function responseHead(response: Response, acceptsChunks: boolean): string {
  return (
    'HTTP/1.1 ' +
    response.status +
    // Nobody reads the reason phrase (RFC 9112, 4), and a table of them costs the device memory.
    (response.status < 400 ? ' OK' : ' Error') +
    '\r\nContent-Type: ' +
    response.type +
    '\r\n' +
    // A body whose length nobody knows yet ends with a chunk of none, or for HTTP/1.0 with the connection (RFC 9112, 6.3).
    (response.pieces ? (acceptsChunks ? CHUNKED : '') : 'Content-Length: ' + response.body.length + '\r\n') +
    (response.headers || '') +
    'X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nConnection: close\r\n\r\n'
  );
}
