/** Misbehaving HTTP clients over real sockets, for program and device alike. */
import { connect } from 'node:net';
import * as assert from 'uvu/assert';

const LONGEST_MS = 20_000;

function request(method: string, path: string, rest = ''): string {
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${rest}\r\n`;
}

/** Texts that are not valid requests, and their allowed statuses; 0 is a closed connection. */
const NONSENSE: [name: string, text: string, statuses: number[]][] = [
  ['no HTTP', 'HELLO\r\n\r\n', [400]],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', [400]],
  ['empty lines', '\r\n\r\n\r\n\r\n', [400]],
  ['another protocol', 'OPTIONS * RTSP/1.0\r\n\r\n', [400]],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
  ['a method of 900 letters', request('A'.repeat(900), '/'), [405]],
  ['a method that is none', request('BREW', '/status'), [405]],
  ['CONNECT', 'CONNECT example.org:443 HTTP/1.1\r\n\r\n', [400]],
  ['TRACE', request('TRACE', '/status'), [405]],
  ['a target elsewhere', request('GET', 'http://example.org/'), [400]],
  ['a line without an end', `GET /${'x'.repeat(20_000)}`, [414, 0]],
  ['a header without an end', `GET / HTTP/1.1\r\nA: ${'x'.repeat(20_000)}`, [431, 0]],
  ['two thousand headers', request('GET', '/', 'A: b\r\n'.repeat(2000)), [431, 0]],
  ['a header without a colon', request('GET', '/status', 'nonsense\r\n'), [400]],
  ['names that objects have', request('GET', '/status', '__proto__: x\r\nconstructor: x\r\nlength: 9\r\n'), [200]],
  ['two requests in one', request('GET', '/status') + request('GET', '/help'), [200]],
  ['twenty requests in one', request('GET', '/help').repeat(20), [200, 414, 431, 0]],
  ['chunks', request('POST', '/status', 'Transfer-Encoding: chunked\r\n') + '5\r\nhello\r\n0\r\n\r\n', [411]],
  ['chunks and a length', request('POST', '/', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n'), [411]],
  ['two lengths', request('POST', '/', 'Content-Length: 3\r\nContent-Length: 4\r\n') + 'abcd', [400]],
  ['a length that is negative', request('POST', '/', 'Content-Length: -1\r\n'), [400]],
  ['a length in hex', request('POST', '/', 'Content-Length: 0x10\r\n'), [400]],
  ['a length that is too large', request('POST', '/', 'Content-Length: 4294967297\r\n'), [413]],
  ['a length that is too small', request('POST', '/', 'Content-Length: 1\r\n') + 'x'.repeat(5000), [404, 405, 0]],
  ['a body with a GET', request('GET', '/help', 'Content-Length: 5\r\n') + 'hello', [200]],
  ['NUL in the path', request('GET', '/sta\0tus'), [404]],
  ['NUL in a header', request('GET', '/help', 'A: \0\r\n'), [200]],
  ['high bytes', request('GET', '/\xff\xfe\x80', '\xff: \xff\r\n'), [404]],
  ['UTF-8', request('GET', '/m\xc3\xa5ler'), [404]],
  ['only NUL', '\0'.repeat(10_000), [414, 0]],
  ['only high bytes', '\xff'.repeat(10_000), [414, 0]],
  ...[
    '//',
    '//status',
    '/../config.json',
    '/..%2fconfig.json',
    '/%00',
    '/status%00',
    '/status/',
    '/./status',
    '/%2e%2e/',
  ].map((path): [string, string, number[]] => [path, request('GET', path), [404]]),
  ['a query of 900 letters', request('GET', `/history?span=${'x'.repeat(900)}`), [400]],
  ['a host of 900 letters', `GET / HTTP/1.1\r\nHost: ${'x.'.repeat(450)}\r\n\r\n`, [421]],
  ['a name of somewhere else', 'GET /status HTTP/1.1\r\nHost: evil.example\r\n\r\n', [421]],
];

/** Sends a text and resolves with everything received until the other side closes. */
function exchange(port: number, text: string, onConnected = () => {}): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      onConnected();
      socket.write(text, 'latin1');
    });
    socket.setEncoding('latin1').on('data', (piece) => {
      answer += piece;
    });
    socket.setTimeout(LONGEST_MS, () => {
      socket.destroy();
      reject(new Error(`no end to ${JSON.stringify(text.slice(0, 60))}`));
    });
    // The other side may reset the connection if it closes while we are sending.
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

/** The status of an answer; 0 for no answer. Throws if it is anything else than one answer. */
function statusOf(answer: string): number {
  if (!answer) return 0;
  const head = /^HTTP\/1\.1 (\d{3}) (?:OK|Error)\r\n/.exec(answer);
  assert.ok(head, `this is no answer: ${answer.slice(0, 80)}`);
  assert.is(answer.split('HTTP/1.1 ').length, 2, 'one answer');
  return Number(head[1]);
}

/** Sends each invalid request and checks its status; returns how many there are. */
export async function talkNonsense(port: number): Promise<number> {
  for (const [name, text, statuses] of NONSENSE) {
    const status = statusOf(await exchange(port, text));
    assert.ok(statuses.includes(status), `${name}: ${status}`);
  }
  return NONSENSE.length;
}

const PIECES = [
  '',
  'G',
  'GET /status HT',
  request('POST', '/config', 'Content-Length: 900\r\n') + 'x'.repeat(400),
  request('GET', '/'),
];

/** Opens this many connections, four at a time, and breaks each off by FIN or RST at some moment. */
export async function breakOff(port: number, count: number): Promise<void> {
  let next = 0;
  async function one(): Promise<void> {
    while (next < count) {
      const i = next++;
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(PIECES[i % PIECES.length]);
          setTimeout(() => (i % 3 ? socket.destroy() : socket.resetAndDestroy()), i % 11);
        });
        socket.on('error', () => {});
        socket.on('close', () => resolve());
      });
    }
  }
  await Promise.all([one(), one(), one(), one()]);
}

/** Sends this many requests at once, each at a byte per second, until all are closed; returns their statuses. */
export function dribble(port: number, count: number): Promise<number[]> {
  const text = request('GET', '/status');
  return Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<number>((resolve) => {
          let answer = '';
          let sent = 0;
          const socket = connect(port, '127.0.0.1');
          const timer = setInterval(() => socket.write(text.charAt(sent++)), 1000);
          socket.setEncoding('latin1').on('data', (piece) => {
            answer += piece;
          });
          socket.on('error', () => {});
          socket.on('close', () => {
            clearInterval(timer);
            resolve(statusOf(answer));
          });
        }),
    ),
  );
}

/** Sends this many requests at once; returns their statuses. */
export function crowd(port: number, count: number): Promise<number[]> {
  return Promise.all(
    Array.from({ length: count }, async () => statusOf(await exchange(port, request('GET', '/status')))),
  );
}

export interface GoodClient {
  /** Stops; resolves after the last answer. */
  stop(): Promise<void>;
  answers: number;
  /** How many of the answers were 503. */
  busy: number;
  /** Longest time from the connection to the end of the answer. */
  longestMs: number;
  /** Longest time to connect. If the interpreter's queue of connections is full, the first packet is repeated after a second. */
  longestConnectMs: number;
}

/** Starts a client that requests the status four times a second. */
export function startGoodClient(port: number): GoodClient {
  let stopped = false;
  const client: GoodClient = { stop, answers: 0, busy: 0, longestMs: 0, longestConnectMs: 0 };
  async function ask(): Promise<void> {
    while (!stopped) {
      const start = performance.now();
      let connected = start;
      const onConnected = (): void => {
        connected = performance.now();
      };
      const status = statusOf(await exchange(port, request('GET', '/status'), onConnected));
      assert.ok(status === 200 || status === 503, `${status}`);
      client.answers++;
      if (status === 503) client.busy++;
      client.longestConnectMs = Math.max(client.longestConnectMs, connected - start);
      client.longestMs = Math.max(client.longestMs, performance.now() - connected);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  const asking = ask();
  function stop(): Promise<void> {
    stopped = true;
    return asking;
  }
  return client;
}

/** Counters of the link that must stay 0. */
export const LOSSES = ['discarded_bytes', 'fcs_errors', 'hcs_errors', 'length_errors', 'timeouts', 'overruns'];
