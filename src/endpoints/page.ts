/** `GET /`: the page for people, packed at build time and sent as it lies in Storage. */
import type { Storage } from '../board.js';
import type { Request, Response } from '../http/message.js';

/** The page, gzip, one character per byte; and what its `ETag` is, without quotes. */
const PAGE_FILE = 'index.html.gz';
const ETAG_FILE = 'index.html.etag';

/**
 * Answers with the page, or 304 where the browser has this very page; `otherwise` answers where there is none in Storage.
 * Who sends no `Accept-Encoding: gzip` gets it packed all the same: every browser unpacks it, and there is no other copy.
 */
export function createPageHandler(storage: Storage, fallback: () => Response): (request: Request) => Response {
  return function (request: Request): Response {
    const body = storage.read(PAGE_FILE);
    const digits = storage.read(ETAG_FILE);
    if (!body || !digits) return fallback();
    const etag = '"' + digits + '"';
    const known = (request.headers['if-none-match'] || '').indexOf(etag) >= 0;
    return {
      // The server leaves the body of a 304 out, and tells its length as it must (RFC 9110, 8.6).
      status: known ? 304 : 200,
      type: 'text/html; charset=utf-8',
      body,
      headers: 'Content-Encoding: gzip\r\nCache-Control: no-cache\r\nETag: ' + etag + '\r\n',
    };
  };
}
