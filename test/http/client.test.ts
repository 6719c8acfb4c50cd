import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createHttpClient } from '../../src/http/client.js';
import { parseUrl, type Url } from '../../src/text/url.js';
import { createFakeBoard } from '../support/board.js';
import { createFakeSocket, type FakeSocket } from '../support/socket.js';

const URL_OF_TEST = parseUrl('http://nas:8086/write') as Url;

interface Try {
  socket: FakeSocket;
  /** The arguments of the callback: status and body. */
  answers: [number, string][];
  pass(ms: number): void;
}

/** One request, on a socket whose other end is the test. */
function post(options: { slow?: boolean; gone?: boolean } = {}): Try {
  const socket = createFakeSocket(options);
  const board = createFakeBoard({ connect: () => socket });
  const client = createHttpClient(board);
  const answers: [number, string][] = [];
  client.post(URL_OF_TEST, '/write?db=a', 'X-A: b\r\n', 'body', (status, body) => answers.push([status, body]));
  return { socket, answers, pass: (ms) => board.pass(ms, client.tick) };
}

const client = suite('HTTP client');

client('sends one complete request', () => {
  const { socket } = post();
  assert.is(
    socket.pieces.join(''),
    'POST /write?db=a HTTP/1.0\r\nHost: nas:8086\r\nConnection: close\r\nContent-Length: 4\r\nX-A: b\r\n\r\nbody',
  );
});

const ANSWERS: [name: string, text: string, status: number, body: string][] = [
  ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}', 200, '{}'],
  ['with a length in other letters', 'HTTP/1.0 201 Created\r\ncontent-length:2\r\n\r\n{}', 201, '{}'],
  ['without a body', 'HTTP/1.1 204 No Content\r\nX-Influxdb-Version: 1.6.7\r\n\r\n', 204, ''],
];

for (const [name, text, status, body] of ANSWERS) {
  client(`a response ${name} ends as soon as it is complete, however it is split`, () => {
    for (const size of [1, 2, 3, 7, text.length]) {
      const { socket, answers } = post();
      for (let i = 0; i < text.length; i += size) socket.say(text.slice(i, i + size));
      assert.equal(answers, [[status, body]], `in pieces of ${size}`);
      assert.is(socket.closed, 'destroyed');
    }
  });
}

client('a response without a length ends with the connection', () => {
  const { socket, answers } = post();
  socket.say('HTTP/1.1 200 OK\r\n\r\nabc');
  socket.say('def');
  assert.equal(answers, []);
  socket.happens('close');
  assert.equal(answers, [[200, 'abcdef']]);
});

client('a response that ends too soon keeps its status', () => {
  const { socket, answers } = post();
  socket.say('HTTP/1.1 500 Error\r\nContent-Length: 10\r\n\r\nabc');
  socket.happens('close');
  assert.equal(answers, [[500, 'abc']]);
});

for (const [name, text] of [
  ['nothing', ''],
  ['half a head', 'HTTP/1.1 200 OK\r\nContent'],
  ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n'],
  ['a status that is none', 'HTTP/1.1 abc\r\n\r\n'],
]) {
  client(`${name} and then a close is no response`, () => {
    const { socket, answers } = post();
    if (text) socket.say(text);
    socket.happens('close');
    assert.equal(answers, [[0, '']]);
  });
}

client('an error is no response, and the close after it is ignored', () => {
  const { socket, answers } = post();
  socket.happens('error');
  socket.happens('close');
  socket.say('HTTP/1.1 204 OK\r\n\r\n');
  assert.equal(answers, [[0, '']]);
  assert.is(socket.closed, 'destroyed');
});

client('silence for five seconds is no response', () => {
  const { socket, answers, pass } = post();
  pass(4750);
  assert.equal(answers, []);
  pass(250);
  assert.equal(answers, [[0, '']]);
  assert.is(socket.closed, 'destroyed');
  pass(60_000);
  socket.happens('close');
  assert.is(answers.length, 1);
});

client('a response that never ends is cut at 3 kB, and after five seconds', () => {
  const huge = post();
  huge.socket.say('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n');
  for (let i = 0; i < 40; i++) huge.socket.say('x'.repeat(100));
  assert.is(huge.answers.length, 1);
  assert.is(huge.answers[0][0], 200);
  assert.ok(huge.answers[0][1].length <= 3200);
  assert.is(huge.socket.closed, 'destroyed');
  const endless = post();
  for (let i = 0; i < 40; i++) endless.socket.say(`X-${i}: ${'x'.repeat(100)}\r\n`);
  assert.equal(endless.answers, [[0, '']]);
  const slow = post();
  slow.socket.say('HTTP/1.1 200 OK\r\n\r\n');
  slow.pass(5000);
  assert.equal(slow.answers, [[200, '']]);
});

client('a board that cannot connect, or a server that has gone, is no response, without an exception', () => {
  const answers: [number, string][] = [];
  const dead = createHttpClient(createFakeBoard());
  dead.post(URL_OF_TEST, '/', '', '', (status, body) => answers.push([status, body]));
  assert.equal(answers, [[0, '']]);
  const gone = post({ gone: true });
  assert.equal(gone.answers, [[0, '']]);
  assert.is(gone.socket.closed, 'destroyed');
});

client('the next request is not disturbed by the previous one', () => {
  const sockets = [createFakeSocket(), createFakeSocket()];
  let n = 0;
  const it = createHttpClient(createFakeBoard({ connect: () => sockets[n++] }));
  const answers: number[] = [];
  it.post(URL_OF_TEST, '/', '', '', (status) => answers.push(status));
  sockets[0].say('HTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n');
  it.post(URL_OF_TEST, '/', '', '', (status) => answers.push(status));
  sockets[0].say('HTTP/1.1 204 OK\r\n\r\n');
  sockets[0].happens('close');
  assert.equal(answers, [500]);
  sockets[1].say('HTTP/1.1 204 OK\r\n\r\n');
  assert.equal(answers, [500, 204]);
});

client.run();
