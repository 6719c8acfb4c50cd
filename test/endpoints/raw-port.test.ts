import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withRawPort } from '../../board/host/net/raw-port.js';
import type { Uart } from '../../src/board.js';
import { createRawPort } from '../../src/endpoints/raw-port.js';
import { until } from '../support/program.js';
import { createFakeSocket } from '../support/socket.js';

const LIST = Array.from({ length: 228 }, (_, i) => String.fromCharCode(i)).join('');

const raw = suite('raw');

raw('forwards every byte at once, and keeps none without a client', () => {
  const port = createRawPort();
  port.send(LIST);
  const reader = createFakeSocket();
  port.accept(reader);
  for (const character of LIST) port.send(character);
  port.send(LIST);
  assert.is(reader.pieces.join(''), LIST + LIST);
  assert.is(reader.closed, 'no');
});

raw('the newest client replaces the older one, which is closed', () => {
  const port = createRawPort();
  const [first, second] = [createFakeSocket(), createFakeSocket()];
  port.accept(first);
  port.send('a');
  port.accept(second);
  assert.is(first.closed, 'destroyed');
  // Late events of the older one do not affect the newer one.
  first.happens('close');
  port.send('b');
  assert.equal([first.pieces, second.pieces], [['a'], ['b']]);
});

raw('a client that does not read is dropped at 1 kB of unsent bytes, and one that reads slowly is not', () => {
  const port = createRawPort();
  const stuck = createFakeSocket({ slow: true });
  port.accept(stuck);
  for (let i = 0; i < 4; i++) port.send(LIST);
  assert.is(stuck.closed, 'no');
  port.send(LIST);
  assert.is(stuck.closed, 'destroyed');
  assert.is(stuck.pieces.length, 4);
  const slow = createFakeSocket({ slow: true });
  port.accept(slow);
  for (let i = 0; i < 100; i++) {
    port.send(LIST);
    if (i % 4 === 3) slow.happens('drain');
  }
  assert.is(slow.closed, 'no');
  assert.is(slow.pieces.length, 100);
});

raw('a client that has gone is dropped, however that shows', () => {
  for (const event of ['close', 'error'] as const) {
    const port = createRawPort();
    const reader = createFakeSocket();
    port.accept(reader);
    reader.happens(event);
    port.send(LIST);
    assert.is(reader.pieces.length, 0, event);
  }
  const port = createRawPort();
  port.accept(createFakeSocket({ gone: true }));
  port.send(LIST);
  const next = createFakeSocket();
  port.accept(next);
  port.send(LIST);
  assert.is(next.pieces.join(''), LIST);
});

raw('input of a client is ignored', () => {
  const port = createRawPort();
  const reader = createFakeSocket();
  port.accept(reader);
  reader.say('GET / HTTP/1.1\r\n\r\n');
  port.send(LIST);
  assert.equal(reader.pieces, [LIST]);
});

/** A line that the test feeds, with the host's raw port on it. */
async function createLine(): Promise<{ feed: (chunk: Uint8Array) => number; taken: number[]; port: number }> {
  const taken: number[] = [];
  let receive: (chunk: Uint8Array) => number = () => 0;
  const uart: Uart = {
    open(take) {
      receive = take;
    },
    setLine() {},
    write() {},
    fault: () => 'a fault',
    lostBytes: () => 3,
  };
  let said = '';
  const port = 40000 + (process.pid % 20000);
  const line = await withRawPort(uart, '127.0.0.1', port, (text) => {
    said += text;
  });
  assert.match(said, `raw bytes on TCP port ${port}`);
  assert.equal([line.fault(), line.lostBytes()], ['a fault', 3]);
  line.open((chunk) => {
    taken.push(...chunk);
    return 5;
  });
  return { feed: (chunk) => receive(chunk), taken, port };
}

async function join(port: number): Promise<{ socket: Socket; bytes: number[] }> {
  const bytes: number[] = [];
  const socket = connect(port, '127.0.0.1').on('data', (piece) => bytes.push(...(piece as Buffer)));
  await once(socket, 'connect');
  return { socket, bytes };
}

raw('on the host every byte is forwarded, and the service gets the same', async () => {
  const { feed, taken, port } = await createLine();
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.is(feed(all), 5, 'without a reader');

  function feedUntil(enough: () => boolean): Promise<true> {
    return until(async () => {
      feed(all);
      return enough() ? true : null;
    }, 'the bytes');
  }

  const first = await join(port);
  const closed = once(first.socket, 'close');
  await feedUntil(() => first.bytes.length > 0);
  assert.equal(first.bytes.slice(0, 256), [...all]);
  const second = await join(port);
  await closed;
  taken.length = 0;
  await feedUntil(() => second.bytes.length >= 512);
  assert.equal(second.bytes.slice(0, 512), [...all, ...all]);
  assert.equal(taken.slice(0, 256), [...all]);
  await assertTaken(port);
  second.socket.destroy();
});

/** A port that is taken is told, before the line is opened. */
async function assertTaken(port: number): Promise<void> {
  await withRawPort({} as Uart, '127.0.0.1', port, () => {}).then(
    () => assert.unreachable('the port was given twice'),
    (error: Error) => assert.match(error.message, 'EADDRINUSE'),
  );
}

raw('port 0 is off and leaves the line as it is', async () => {
  const uart = {} as Uart;
  assert.is(await withRawPort(uart, '127.0.0.1', 0, () => assert.unreachable()), uart);
});

raw.run();
