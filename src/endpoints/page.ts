/** `GET /`: the web page, compressed at build time and sent from Storage as it is. */
import type { Storage } from '../board.js';
import type { Request, Response } from '../http/message.js';

/** The gzipped page, one character per byte; and its `ETag` without quotes. */
const PAGE_FILE = 'index.html.gz';
const ETAG_FILE = 'index.html.etag';

/**
 * Creates the function that responds with the page, with 304 if the browser has it already, or with `fallback` if Storage
 * has no page. Clients without `Accept-Encoding: gzip` get it compressed too: there is no other copy, and browsers accept it.
 */
export function createPageHandler(storage: Storage, fallback: () => Response): (request: Request) => Response {
  return function (request: Request): Response {
    const body = storage.read(PAGE_FILE);
    const digits = storage.read(ETAG_FILE);
    if (!body || !digits) return fallback();
    const etag = '"' + digits + '"';
    const known = (request.headers['if-none-match'] || '').indexOf(etag) >= 0;
    return {
      // The server omits the body of a 304 but sends its length (RFC 9110, 8.6).
      status: known ? 304 : 200,
      type: 'text/html; charset=utf-8',
      body,
      headers: 'Content-Encoding: gzip\r\nCache-Control: no-cache\r\nETag: ' + etag + '\r\n',
    };
  };
}
