import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withPage } from '../../board/host/files/page.js';
import { createMemoryStorage } from '../../board/host/files/storage.js';
import { createPageHandler } from '../../src/endpoints/page.js';
import { createHttpServer } from '../../src/http/server.js';
import { createFakeBoard } from '../support/board.js';
import { tempFolder } from '../support/folders.js';
import { answerOf, createFakeSocket, type HttpAnswer } from '../support/socket.js';

/** More than one piece, with all byte values. */
const PACKED = Array.from({ length: 3000 }, (_, i) => String.fromCharCode(i % 256)).join('');
const ETAG = createHash('sha256').update(PACKED, 'latin1').digest('hex').slice(0, 16);

/** Requests the page from a server with these files in its storage. */
function ask(files: Record<string, string>, head = '', method = 'GET'): HttpAnswer {
  const storage = createMemoryStorage();
  for (const [name, text] of Object.entries(files)) storage.write(name, text);
  const respond = createPageHandler(storage, () => ({ status: 200, type: 'text/plain', body: 'help' }));
  const server = createHttpServer([{ path: '/', respond }], createFakeBoard(), '');
  const socket = createFakeSocket();
  server.accept(socket);
  socket.say(`${method} / HTTP/1.1\r\n${head}\r\n`);
  const known = socket.pieces.join('').startsWith('HTTP/1.1 304');
  return answerOf(socket, method === 'GET' && !known);
}

const FILES = { 'index.html.gz': PACKED, 'index.html.etag': ETAG };

const endpoint = suite('page: GET /');

endpoint('sends the compressed page byte for byte, with an ETag', () => {
  const { status, headers, body } = ask(FILES);
  assert.is(status, 200);
  assert.is(body, PACKED);
  assert.is(headers['content-type'], 'text/html; charset=utf-8');
  assert.is(headers['content-encoding'], 'gzip');
  assert.is(headers['cache-control'], 'no-cache');
  assert.is(headers.etag, `"${ETAG}"`);
});

endpoint('sends no body to a browser that has the current page', () => {
  for (const known of [`"${ETAG}"`, `W/"${ETAG}"`, `"other", "${ETAG}"`]) {
    const { status, headers, body } = ask(FILES, `If-None-Match: ${known}\r\n`);
    assert.is(status, 304, known);
    assert.is(body, '');
    assert.is(headers.etag, `"${ETAG}"`);
    assert.is(headers['content-length'], `${PACKED.length}`, 'the length that a 200 would have');
  }
});

endpoint('sends the page to a browser that has another one', () => {
  for (const known of ['"0123456789abcdef"', ETAG.slice(1), '']) {
    assert.is(ask(FILES, `If-None-Match: ${known}\r\n`).body, PACKED, known);
  }
});

endpoint('responds to HEAD without a body', () => {
  const { status, headers } = ask(FILES, '', 'HEAD');
  assert.is(status, 200);
  assert.is(headers['content-length'], `${PACKED.length}`);
});

endpoint('falls back to the help if the page in Storage is not complete', () => {
  assert.is(ask({}).body, 'help');
  assert.is(ask({ 'index.html.etag': ETAG }).body, 'help');
  assert.is(ask({ 'index.html.gz': PACKED }).body, 'help');
});

endpoint('a PC reads the files of the page beside the program, and everything else from its storage', () => {
  const folder = `${tempFolder('page')}/`;
  const inner = createMemoryStorage();
  const storage = withPage(inner, folder);
  assert.is(storage.read('index.html.gz'), undefined, 'before the build');
  writeFileSync(`${folder}index.html.gz`, PACKED, 'latin1');
  assert.is(storage.read('index.html.gz'), PACKED);
  assert.ok(storage.write('energy-unit', '10'));
  assert.is(storage.read('energy-unit'), '10');
  assert.is(inner.read('energy-unit'), '10');
});

endpoint.run();
