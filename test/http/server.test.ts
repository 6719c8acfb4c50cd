import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TICK_MS } from '../../src/board.js';
import type { Request } from '../../src/http/message.js';
import type { Endpoint } from '../../src/http/route.js';
import { createHttpServer, type HttpServer } from '../../src/http/server.js';
import { createFakeBoard, type FakeBoard } from '../support/board.js';
import { answerOf, createFakeSocket, type FakeSocket } from '../support/socket.js';

const LONG_TEXT = Array.from({ length: 5000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
const MAX_CONNECTIONS = 6;

function say(body: string): { status: number; type: string; body: string } {
  return { status: 200, type: 'text/plain', body };
}

interface Site {
  server: HttpServer;
  board: FakeBoard;
  /** The requests that the endpoints got. */
  requests: Request[];
  lines: readonly string[];
}

function createSite(): Site {
  const requests: Request[] = [];
  const board = createFakeBoard();
  const endpoints: Endpoint[] = [
    { path: '/', respond: () => say('short') },
    { path: '/long', respond: () => say(LONG_TEXT) },
    {
      path: '/pieces',
      respond: () => {
        const pieces = ['a piece', 'one more of 21 letters', ''];
        return { ...say(''), pieces: () => pieces.shift() as string };
      },
    },
    {
      path: '/breaks',
      respond: ({ query }) => {
        let left = Number(query);
        const pieces = (): string => {
          if (left--) return 'a piece';
          throw new Error('out of order');
        };
        return { ...say(''), pieces };
      },
    },
    { path: '/one /other', respond: ({ path }) => say(path) },
    { path: '/empty', respond: () => say('') },
    { path: '/form', respond: () => say('form') },
    { method: 'POST', path: '/form', respond: (request) => say(`got ${request.body}`) },
    {
      path: '/fault',
      respond: () => {
        throw new Error('out of order');
      },
    },
  ];
  for (const endpoint of endpoints) {
    const { respond } = endpoint;
    endpoint.respond = (request) => {
      requests.push(request);
      return respond(request);
    };
  }
  return { server: createHttpServer(endpoints, board, ''), board, requests, lines: board.lines };
}

/** A connection that has sent this. */
function connectAndSay(site: Site, text: string, options: { slow?: boolean; gone?: boolean } = {}): FakeSocket {
  const socket = createFakeSocket(options);
  site.server.accept(socket);
  if (text) socket.say(text);
  return socket;
}

function request(method: string, path: string, rest = ''): string {
  return `${method} ${path} HTTP/1.1\r\nHost: reader\r\n${rest}\r\n`;
}

function tick(site: Site, seconds: number): void {
  for (let ms = 0; ms < seconds * 1000; ms += TICK_MS) site.server.tick();
}

/** Expects one complete response with that status, and then a closed connection. */
function expectStatus(socket: FakeSocket, status: number): void {
  const answer = answerOf(socket);
  assert.is(answer.status, status);
  assert.is(answer.headers.connection, 'close');
  assert.match(answer.body, new RegExp(`^${status}: .+\n$`));
  assert.is(socket.closed, 'ended');
}

const answers = suite('http: responses');

answers('GET has type, length and body, and the connection is closed', () => {
  const socket = connectAndSay(createSite(), request('GET', '/'));
  assert.equal(answerOf(socket), {
    status: 200,
    headers: {
      'content-type': 'text/plain',
      'content-length': '5',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      connection: 'close',
    },
    body: 'short',
  });
  assert.is(socket.closed, 'ended');
});

answers('HEAD has the head that GET would have, and no body', () => {
  const site = createSite();
  for (const path of ['/', '/long', '/empty']) {
    const get = answerOf(connectAndSay(site, request('GET', path)));
    const head = connectAndSay(site, request('HEAD', path));
    assert.equal(answerOf(head, false), { ...get, body: '' });
    assert.is(head.closed, 'ended');
  }
});

answers('an empty body has the length 0', () => {
  assert.is(answerOf(connectAndSay(createSite(), request('GET', '/empty'))).headers['content-length'], '0');
});

answers('a request in single characters gets the same response as one in a piece', () => {
  const site = createSite();
  const socket = connectAndSay(site, '');
  for (const character of request('GET', '/?a=1&b=2', 'Accept: */*\r\n')) socket.say(character);
  assert.is(answerOf(socket).body, 'short');
  assert.equal(site.requests, [
    {
      method: 'GET',
      acceptsChunks: true,
      path: '/',
      query: 'a=1&b=2',
      headers: { host: 'reader', accept: '*/*' },
      body: '',
    },
  ]);
});

answers('header names are case-insensitive, and spaces around values are removed', () => {
  const site = createSite();
  connectAndSay(site, request('GET', '/', 'ORIGIN:   a: b  \r\naccept:\r\n'));
  assert.equal(site.requests[0].headers, { host: 'reader', origin: 'a: b', accept: '' });
});

answers('headers that are not needed are not kept', () => {
  const site = createSite();
  connectAndSay(site, request('GET', '/', 'User-Agent: x\r\n__proto__: y\r\nHost2: z\r\n'));
  assert.equal(site.requests[0].headers, { host: 'reader' });
});

answers('a response in pieces is sent in chunks, each when the client has taken the previous one', () => {
  const fast = connectAndSay(createSite(), request('GET', '/pieces'));
  const answer = answerOf(fast);
  assert.is(answer.body, 'a pieceone more of 21 letters');
  assert.is(answer.headers['transfer-encoding'], 'chunked');
  assert.is(answer.headers['content-length'], undefined);
  const slow = connectAndSay(createSite(), request('GET', '/pieces'), { slow: true });
  for (let pieces = 1; slow.closed === 'no'; pieces++) {
    assert.is(slow.pieces.length, pieces);
    slow.happens('drain');
  }
  assert.equal(slow.pieces, fast.pieces);
});

answers('a response in pieces ends with the connection for HTTP/1.0', () => {
  const socket = connectAndSay(createSite(), 'GET /pieces HTTP/1.0\r\nHost: reader\r\n\r\n');
  const [head, body] = socket.pieces.join('').split('\r\n\r\n');
  assert.not.match(head, /chunked|Content-Length/);
  assert.is(body, 'a pieceone more of 21 letters');
  assert.is(socket.closed, 'ended');
});

answers('a response is cut off if a piece fails, and the failure is logged', () => {
  for (const [path, sent] of [
    ['/breaks?0', 0],
    ['/breaks?1', 1],
  ] as const) {
    const site = createSite();
    const socket = connectAndSay(site, request('GET', path));
    assert.is(socket.closed, 'destroyed');
    assert.is(socket.pieces.length, sent);
    assert.throws(() => answerOf(socket));
    assert.equal(site.lines, ['HTTP: a response was cut off: Error: out of order']);
    assert.is(answerOf(connectAndSay(site, request('GET', '/'))).status, 200);
  }
});

answers('HEAD of a response in pieces has its head and no piece', () => {
  const socket = connectAndSay(createSite(), request('HEAD', '/pieces'));
  assert.match(socket.pieces.join(''), /chunked.*\r\n\r\n$/s);
  assert.is(socket.closed, 'ended');
});

answers('of two requests in one piece only the first gets a response', () => {
  const site = createSite();
  const socket = connectAndSay(site, request('GET', '/') + request('GET', '/long'));
  assert.is(answerOf(socket).body, 'short');
  socket.say(request('GET', '/long'));
  assert.is(answerOf(socket).body, 'short');
  assert.is(site.requests.length, 1);
});

answers('the body of a POST may come in pieces, and bytes after it are ignored', () => {
  const site = createSite();
  const socket = connectAndSay(site, request('POST', '/form', 'Content-Length: 7\r\n'));
  for (const piece of ['a', '=1', '&b=']) {
    socket.say(piece);
    assert.equal(socket.pieces, []);
  }
  socket.say('2 and more');
  assert.is(answerOf(socket).body, 'got a=1&b=2');
  assert.is(site.requests.length, 1);
});

answers('a POST whose body comes with its head gets a response at once', () => {
  const site = createSite();
  const socket = connectAndSay(site, `${request('POST', '/form', 'content-length: 3\r\n')}x=y`);
  assert.is(answerOf(socket).body, 'got x=y');
  assert.is(answerOf(connectAndSay(site, request('POST', '/form', 'Content-Length: 0\r\n'))).body, 'got ');
});

answers('a body of 1024 bytes is accepted', () => {
  const body = 'x'.repeat(1024);
  const socket = connectAndSay(createSite(), request('POST', '/form', 'Content-Length: 1024\r\n') + body);
  assert.is(answerOf(socket).body, `got ${body}`);
});

answers('an endpoint that fails gives 500 and a line in the log, and the next request is served', () => {
  const site = createSite();
  expectStatus(connectAndSay(site, request('GET', '/fault')), 500);
  assert.equal(site.lines, ['HTTP: /fault failed: Error: out of order']);
  assert.is(answerOf(connectAndSay(site, request('GET', '/'))).status, 200);
});

answers.run();

const refusals = suite('http: refusals');

const REFUSED: [string, number, string][] = [
  ['no HTTP at all', 400, 'HELLO\r\n\r\n'],
  ['an empty request line', 400, '\r\n\r\n'],
  ['a request line of two words', 400, 'GET /\r\n\r\n'],
  ['a request line of four words', 400, 'GET / / HTTP/1.1\r\n\r\n'],
  ['another protocol', 400, 'GET / RTSP/1.0\r\n\r\n'],
  ['a later HTTP', 400, 'GET / HTTP/2.0\r\n\r\n'],
  ['a method in small letters', 400, 'get / HTTP/1.1\r\n\r\n'],
  ['a target that is no path', 400, 'GET http://reader/ HTTP/1.1\r\n\r\n'],
  ['a header without a colon', 400, request('GET', '/', 'nonsense\r\n')],
  ['a header without a name', 400, request('GET', '/', ': value\r\n')],
  ['a length that is not a number', 400, request('POST', '/form', 'Content-Length: 3x\r\n')],
  ['a negative length', 400, request('POST', '/form', 'Content-Length: -1\r\n')],
  ['two lengths', 400, request('POST', '/form', 'Content-Length: 3\r\nContent-Length: 4\r\n')],
  ['a name of the internet', 421, 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
  ['a path where nothing is', 404, request('GET', '/nowhere')],
  ['a path with a slash too many', 404, request('GET', '//')],
  ['a POST without a length', 411, request('POST', '/form')],
  ['a body in chunks', 411, request('POST', '/form', 'Transfer-Encoding: chunked\r\n')],
  ['a body that is too long', 413, request('POST', '/form', 'Content-Length: 1025\r\n')],
  ['a body that is far too long', 413, request('POST', '/form', 'Content-Length: 99999999999999999999\r\n')],
  ['a request line without an end', 414, `GET /${'x'.repeat(1100)}`],
  ['a request line that is too long', 414, request('GET', `/${'x'.repeat(1100)}`)],
  ['headers without an end', 431, `GET / HTTP/1.1\r\nA: ${'x'.repeat(1100)}`],
  ['headers that are too long', 431, request('GET', '/', `A: ${'x'.repeat(1100)}\r\n`)],
];

for (const [name, status, text] of REFUSED) {
  refusals(`${name} gets ${status}, in one piece and in single characters`, () => {
    const site = createSite();
    expectStatus(connectAndSay(site, text), status);
    const slowly = connectAndSay(site, '');
    for (const character of text) slowly.say(character);
    expectStatus(slowly, status);
    assert.is(site.requests.length, 0);
  });
}

/** Status of GET / at this host. */
function statusAt(host: string, hosts = ','): number {
  const server = createHttpServer(
    [{ method: 'GET', path: '/', respond: () => say('short') }],
    createFakeBoard(),
    hosts,
  );
  const socket = createFakeSocket();
  server.accept(socket);
  socket.say(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  return answerOf(socket).status;
}

refusals('IP addresses and local names are accepted as host, with any port', () => {
  const own = ['192.0.2.7', '[2001:db8::7]', '[::ffff:192.0.2.7]', 'localhost', 'kamstrup-han', 'Kamstrup-HAN.local'];
  for (const host of [...own, 'kamstrup-han.lan', 'kamstrup-han.home']) {
    assert.equal([host, statusAt(host), statusAt(`${host}:8080`)], [host, 200, 200]);
  }
});

refusals('any other name gets 421 unless it is allowed: a page may have pointed its own name here', () => {
  const foreign = ['evil.example', 'kamstrup-han.local.evil.example', '192.0.2.7.evil.example', '192.0.2.7:x', 'a.b.'];
  for (const host of [...foreign, 'evil.example:80:80', 'kamstrup-han.fritz.box', 'evil.example, 1.lan x']) {
    assert.equal([host, statusAt(host), statusAt(`${host}:8080`)], [host, 421, 421]);
  }
  assert.is(statusAt('Meter.Example.org:8080', ',meter.example.org'), 200);
  assert.is(statusAt('example.org', ',meter.example.org'), 421);
  assert.is(statusAt('evil.example.', ',meter.example.org'), 421);
  assert.is(statusAt('evil.energy', 'energy,'), 421, 'the own name is no domain');
});

refusals('a request without a host is accepted: no browser sends one', () => {
  assert.is(answerOf(connectAndSay(createSite(), 'GET / HTTP/1.0\r\n\r\n')).status, 200);
});

refusals('an endpoint with several paths responds to each of them, and to no part of one', () => {
  const site = createSite();
  for (const path of ['/one', '/other']) assert.is(answerOf(connectAndSay(site, request('GET', path))).body, path);
  for (const path of ['/on', '/one%20/other', '/oth', '/one/other']) {
    assert.is(answerOf(connectAndSay(site, request('GET', path))).status, 404, path);
  }
});

refusals('another method gets 405 and the methods that are allowed', () => {
  const site = createSite();
  for (const [method, path, allow] of [
    ['DELETE', '/', 'GET, HEAD'],
    ['PUT', '/form', 'GET, HEAD, POST'],
    ['OPTIONS', '/form', 'GET, HEAD, POST'],
  ]) {
    const socket = connectAndSay(site, request(method, path));
    expectStatus(socket, 405);
    assert.is(answerOf(socket).headers.allow, allow);
  }
  assert.is(site.requests.length, 0);
});

refusals('a head of exactly 1024 bytes is accepted', () => {
  const filling = 1024 - request('GET', '/', 'A: \r\n').length + 4;
  const head = request('GET', '/', `A: ${'x'.repeat(filling)}\r\n`);
  assert.is(head.length, 1024 + 4);
  assert.is(answerOf(connectAndSay(createSite(), head)).status, 200);
  expectStatus(connectAndSay(createSite(), head.replace('A: ', 'AA: ')), 431);
});

refusals('a request that is not complete within 5 s gets 408', () => {
  for (const text of ['', 'GET /', request('POST', '/form', 'Content-Length: 5\r\n'), 'GET / HTTP/1.1\r\nA: b']) {
    const site = createSite();
    const socket = connectAndSay(site, text);
    tick(site, 4.75);
    assert.equal(socket.pieces, []);
    tick(site, 0.25);
    expectStatus(socket, 408);
  }
});

refusals.run();

const load = suite('http: many, slow and broken clients');

load('while another response is being sent, requests wait for memory, first come first served', () => {
  const site = createSite();
  connectAndSay(site, request('GET', '/long'), { slow: true });
  const first = connectAndSay(site, request('POST', '/form', 'Content-Length: 1\r\n'));
  const second = connectAndSay(site, '');
  site.board.room = 0;
  first.say('x');
  second.say(request('GET', '/'));
  first.say('what comes behind is not part of it');
  tick(site, 2);
  assert.equal([...first.pieces, ...second.pieces], []);
  site.board.room = Infinity;
  tick(site, 0.25);
  assert.is(answerOf(first).body, 'got x');
  assert.is(answerOf(second).body, 'short');
  assert.equal(
    site.requests.map(({ path }) => path),
    ['/long', '/form', '/'],
  );
});

load('a request without memory for 5 s gets 503, and at once if no response is being sent', () => {
  const site = createSite();
  site.board.room = 0;
  const socket = connectAndSay(site, request('GET', '/'));
  for (let i = 0; i < 10; i++) {
    const next = connectAndSay(site, request('GET', '/'));
    expectStatus(next, 503);
    next.happens('close');
  }
  tick(site, 4.75);
  assert.equal(socket.pieces, []);
  tick(site, 0.25);
  expectStatus(socket, 503);
  assert.is(answerOf(socket).headers['retry-after'], '1');
  assert.is(site.requests.length, 0);
});

load('a second connection is accepted with memory for 0.8 responses, and gets its response with memory for one', () => {
  const site = createSite();
  const first = connectAndSay(site, '');
  site.board.room = 0.79;
  expectStatus(connectAndSay(site, ''), 503);
  site.board.room = 0.8;
  const second = connectAndSay(site, request('POST', '/form', 'Content-Length: 1\r\n'));
  assert.equal([...first.pieces, ...second.pieces], []);
  site.board.room = 1;
  second.say('x');
  assert.is(answerOf(second).body, 'got x');
});

load('the seventh connection gets 503, and there is room again once one of the six has gone', () => {
  const site = createSite();
  const open = Array.from({ length: MAX_CONNECTIONS }, () => connectAndSay(site, ''));
  const seventh = connectAndSay(site, request('GET', '/'));
  expectStatus(seventh, 503);
  assert.is(answerOf(seventh).headers['retry-after'], '1');
  seventh.happens('close');
  open[3].happens('close');
  const eighth = connectAndSay(site, request('GET', '/'));
  assert.is(answerOf(eighth).status, 200);
  for (const socket of open.filter((_, i) => i !== 3)) socket.say(request('GET', '/'));
  for (const socket of open.filter((_, i) => i !== 3)) assert.is(answerOf(socket).body, 'short');
});

load('refused connections take no room', () => {
  const site = createSite();
  const open = Array.from({ length: MAX_CONNECTIONS }, () => connectAndSay(site, ''));
  for (let i = 0; i < 50; i++) expectStatus(connectAndSay(site, ''), 503);
  open[0].happens('close');
  assert.is(answerOf(connectAndSay(site, request('GET', '/'))).status, 200);
});

load('a refused connection leaves as many places as before', () => {
  const site = createSite();
  for (let i = 0; i < MAX_CONNECTIONS; i++) connectAndSay(site, '');
  for (let i = 0; i < 3; i++) {
    const refused = connectAndSay(site, '');
    expectStatus(refused, 503);
    refused.happens('close');
  }
  expectStatus(connectAndSay(site, request('GET', '/')), 503);
});

load('a refused connection that does not close is closed after a second', () => {
  const site = createSite();
  for (let i = 0; i < MAX_CONNECTIONS; i++) connectAndSay(site, '');
  const seventh = connectAndSay(site, '');
  tick(site, 1);
  assert.is(seventh.closed, 'destroyed');
});

load('the slowest connection that has sent no request for a tick gives way to a new one', () => {
  const site = createSite();
  const slow = connectAndSay(site, 'GET / HT');
  tick(site, 0.25);
  const open = Array.from({ length: MAX_CONNECTIONS - 1 }, () => connectAndSay(site, ''));
  assert.is(answerOf(connectAndSay(site, request('GET', '/'))).status, 200);
  expectStatus(slow, 503);
  slow.say('TP/1.1\r\n\r\n');
  tick(site, 1);
  assert.is(slow.closed, 'destroyed');
  for (const socket of open) socket.say(request('GET', '/'));
  for (const socket of open) assert.is(answerOf(socket).status, 200);
});

load('so does a client that has taken nothing of its response for a second', () => {
  const site = createSite();
  const stuck = Array.from({ length: MAX_CONNECTIONS }, () =>
    connectAndSay(site, request('GET', '/long'), { slow: true }),
  );
  tick(site, 1);
  expectStatus(connectAndSay(site, request('GET', '/')), 503);
  tick(site, 0.25);
  assert.is(answerOf(connectAndSay(site, request('GET', '/'))).status, 200);
  assert.is(stuck.filter(({ closed }) => closed === 'destroyed').length, 1);
});

load('a stream of slow clients leaves room for a quick one', () => {
  const site = createSite();
  for (let i = 0; i < 200; i++) {
    connectAndSay(site, 'G');
    tick(site, 0.25);
    assert.is(answerOf(connectAndSay(site, request('GET', '/'))).status, 200);
  }
});

load('silent connections make room after a time', () => {
  const site = createSite();
  const silent = Array.from({ length: MAX_CONNECTIONS }, () => connectAndSay(site, ''));
  tick(site, 5);
  for (const socket of silent) expectStatus(socket, 408);
  tick(site, 10);
  for (const socket of silent) assert.is(socket.closed, 'destroyed');
  assert.is(answerOf(connectAndSay(site, request('GET', '/'))).status, 200);
});

load('a long response is sent in pieces of 1 kB, each when the client has taken the previous one', () => {
  const socket = connectAndSay(createSite(), request('GET', '/long'), { slow: true });
  const headBytes = socket.pieces[0].indexOf('\r\n\r\n') + 4;
  let pieces = 1;
  for (; socket.closed === 'no'; pieces++) {
    assert.is(socket.pieces.length, pieces);
    socket.happens('drain');
  }
  assert.equal(
    socket.pieces.map((piece) => piece.length),
    [headBytes + 1024, 1024, 1024, 1024, 904],
  );
  assert.is(answerOf(socket).body, LONG_TEXT);
  socket.happens('drain');
  assert.is(socket.pieces.length, pieces);
});

load('a long response to a fast client is sent in the same pieces, at once', () => {
  const socket = connectAndSay(createSite(), request('GET', '/long'));
  assert.is(socket.pieces.length, 5);
  assert.is(answerOf(socket).body, LONG_TEXT);
  assert.is(socket.closed, 'ended');
});

load('a drain before the request changes nothing', () => {
  const socket = connectAndSay(createSite(), 'GET /');
  socket.happens('drain');
  assert.equal(socket.pieces, []);
  socket.say('long HTTP/1.1\r\n\r\n');
  assert.is(answerOf(socket).body, LONG_TEXT);
});

load('a client that takes nothing for 10 s is closed, and one that takes slowly is not', () => {
  const site = createSite();
  const stuck = connectAndSay(site, request('GET', '/long'), { slow: true });
  const slow = connectAndSay(site, request('GET', '/long'), { slow: true });
  tick(site, 9.75);
  slow.happens('drain');
  assert.is(stuck.closed, 'no');
  tick(site, 0.25);
  assert.is(stuck.closed, 'destroyed');
  for (let i = 0; i < 3; i++) {
    tick(site, 9);
    slow.happens('drain');
  }
  assert.is(answerOf(slow).body, LONG_TEXT);
});

load('a client that has gone before the response harms nothing and takes no room', () => {
  const site = createSite();
  for (let i = 0; i < 2 * MAX_CONNECTIONS; i++) {
    connectAndSay(site, request('GET', '/long'), { gone: true });
  }
  assert.is(answerOf(connectAndSay(site, request('GET', '/'))).status, 200);
  assert.equal(site.lines, []);
});

load('a client that goes in the middle of the response harms nothing and takes no room', () => {
  for (const goes of ['throws', 'close', 'error'] as const) {
    const site = createSite();
    for (let i = 0; i < 2 * MAX_CONNECTIONS; i++) {
      const socket = connectAndSay(site, request('GET', '/long'), { slow: true });
      if (goes === 'throws') {
        socket.gone = true;
        socket.happens('drain');
      } else socket.happens(goes);
    }
    assert.is(answerOf(connectAndSay(site, request('GET', '/'))).status, 200, goes);
    tick(site, 20);
    assert.is(answerOf(connectAndSay(site, request('GET', '/'))).status, 200, goes);
  }
});

load('a client that has closed gets nothing more, whatever it had begun to send', () => {
  const site = createSite();
  const socket = connectAndSay(site, 'GET /');
  socket.happens('close');
  tick(site, 20);
  assert.equal(socket.pieces, []);
  assert.is(socket.closed, 'no');
});

load.run();
