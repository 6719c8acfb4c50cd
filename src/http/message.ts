/** HTTP/1.1 messages (RFC 9112): parsing requests, and building responses and their heads. */

/** Content types. */
export const JSON_TYPE = 'application/json';
/** Headers that are kept. All those of a browser take as much memory as a response, and one named `__proto__` hangs Espruino. */
const HEADERS = ' host origin authorization accept if-none-match content-length transfer-encoding ';
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
export const TEXT_TYPE = 'text/plain; charset=utf-8';

/** A request, once its head has been parsed. */
export interface Request {
  method: string;
  /** True if the client uses HTTP/1.1 or newer and so accepts a chunked body. */
  acceptsChunks: boolean;
  path: string;
  /** The part after the question mark, not decoded. */
  query: string;
  /** The headers listed in `HEADERS`, by name in lower case. */
  headers: { [name: string]: string };
  body: string;
}

/** A response of an endpoint. */
export interface Response {
  status: number;
  type: string;
  /** One character per byte. */
  body: string;
  /** For a body too long to hold in memory: returns the next piece, '' after the last. `body` is empty then. */
  pieces?: () => string;
  /** Additional header lines, each ending with CR LF. */
  headers?: string;
}

/** A 200 response that must not be cached; `pieces` supply a long body. */
export function uncached(type: string, body: string, pieces?: () => string): Response {
  return { status: 200, type, body, pieces, headers: 'Cache-Control: no-store\r\n' };
}

/** A response in plain text: the status, a colon and the message. */
export function plainText(status: number, message: string, headers?: string): Response {
  return { status, type: TEXT_TYPE, body: status + ': ' + message + '\n', headers };
}

/** Index of `part` in `text`, -1 if missing. Espruino's own `indexOf` also matches an incomplete part at the end. */
export function indexOf(text: string, part: string): number {
  const at = text.indexOf(part);
  return text.substr(at, part.length) === part ? at : -1;
}

/** Parses request line and headers; null if they are malformed. */
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
    if (HEADERS.indexOf(' ' + name + ' ') < 0) continue;
    const value = lines[i].slice(colon + 1).trim();
    // A repeated header is a list (RFC 9110, 5.3), so a second length or host is rejected later.
    headers[name] = (headers[name] ? headers[name] + ', ' : '') + value;
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

/** The status line and headers of a response; chunked only if the client accepts that. */
export function responseHead(response: Response, acceptsChunks: boolean): string {
  return (
    'HTTP/1.1 ' +
    response.status +
    // Clients ignore the reason phrase (RFC 9112, 4), and a table of them would cost the device memory.
    (response.status < 400 ? ' OK' : ' Error') +
    '\r\nContent-Type: ' +
    response.type +
    '\r\n' +
    // A body of unknown length ends with an empty chunk, or for HTTP/1.0 with the connection (RFC 9112, 6.3).
    (response.pieces ? (acceptsChunks ? CHUNKED : '') : 'Content-Length: ' + response.body.length + '\r\n') +
    (response.headers || '') +
    'X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nConnection: close\r\n\r\n'
  );
}
