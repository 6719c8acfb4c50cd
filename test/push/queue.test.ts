import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TICK_MS } from '../../src/board.js';
import { createPushQueue, type PushQueue, type Target } from '../../src/push/queue.js';
import { createFakeBoard, type FakeBoard } from '../support/board.js';
import { createFakeSocket, type FakeSocket } from '../support/socket.js';

const GOOD = 'HTTP/1.1 204 No Content\r\n\r\n';
const SETTINGS = { a_url: 'http://a/', a_every_s: 0, b_url: 'http://b/', b_every_s: 0, c_url: '', c_every_s: 0 };

interface State {
  target: string;
  queued: number;
  sent: number;
  dropped: number;
  error: string | null;
}

interface Bench {
  board: FakeBoard;
  queue: PushQueue;
  /** All opened connections, in order. */
  sockets: FakeSocket[];
  /** Plays a list with the next number. */
  list(): void;
  tick(times?: number): void;
  /** The bodies posted so far. */
  bodies(): string[];
  state(index?: number): State;
}

/** A target whose items are the numbers of the lists. */
function target(name: string, more: Partial<Target> = {}): Target {
  let n = 0;
  return {
    name,
    itemsOf: (due) => (due ? [`${name}${n++}`] : []),
    request: (items) => ({
      path: '/',
      headers: '',
      body: items.slice(0, 2).join(),
      itemCount: Math.min(items.length, 2),
    }),
    ...more,
  };
}

function bench(targets: Target[], settings: object = {}, connect?: FakeBoard['connect']): Bench {
  const sockets: FakeSocket[] = [];
  const board = createFakeBoard({
    connect:
      connect ??
      (() => {
        sockets.push(createFakeSocket());
        return sockets[sockets.length - 1];
      }),
  });
  const queue = createPushQueue(board, { ...SETTINGS, ...settings }, targets);
  return {
    board,
    queue,
    sockets,
    list: () => queue.take(false),
    tick: (times = 1) => board.pass(times * TICK_MS, queue.tick),
    bodies: () => sockets.map((socket) => socket.pieces.join('').split('\r\n\r\n')[1]),
    state: (index = 0) => JSON.parse(queue.text())[index],
  };
}

/** Ticks until the next connection is opened. */
function ticksToNext(it: Bench): number {
  const before = it.sockets.length;
  let ticks = 0;
  while (it.sockets.length === before) {
    it.tick();
    if (++ticks > 10_000) throw new Error('no further try');
  }
  return ticks;
}

const queue = suite('push queue');

queue('a list is sent with the next tick, and then removed', () => {
  const it = bench([target('a')]);
  it.list();
  assert.equal(it.sockets, []);
  it.tick();
  assert.equal(it.bodies(), ['a0']);
  assert.equal(it.state(), { target: 'a', queued: 1, sent: 0, dropped: 0, error: null });
  it.sockets[0].say(GOOD);
  assert.equal(it.state(), { target: 'a', queued: 0, sent: 1, dropped: 0, error: null });
  it.tick(100);
  assert.is(it.sockets.length, 1);
});

queue('a target without a URL is ignored', () => {
  const it = bench([target('c'), target('a')]);
  assert.equal(
    JSON.parse(it.queue.text()).map((one: State) => one.target),
    ['a'],
  );
});

queue('queued items are sent in order, several at once; items queued meanwhile follow', () => {
  const it = bench([target('a')]);
  for (let i = 0; i < 3; i++) it.list();
  it.tick();
  it.list();
  it.sockets[0].say(GOOD);
  it.tick();
  it.sockets[1].say(GOOD);
  it.tick();
  assert.equal(it.bodies(), ['a0,a1', 'a2,a3']);
  assert.is(it.state().sent, 4);
});

queue('the oldest item that is not being sent is dropped, and counted', () => {
  const it = bench([target('a')]);
  for (let i = 0; i < 6; i++) it.list();
  assert.equal([it.state().queued, it.state().dropped], [4, 2]);
  it.tick();
  assert.equal(it.bodies(), ['a2,a3']);
  it.list();
  it.list();
  it.sockets[0].happens('close');
  ticksToNext(it);
  assert.equal(it.bodies(), ['a2,a3', 'a2,a3']);
  it.sockets[1].say(GOOD);
  it.tick();
  assert.equal(it.bodies().slice(2), ['a6,a7']);
  assert.equal([it.state().sent, it.state().dropped], [2, 4]);
});

queue('while the board has no memory nothing is sent and no more is queued', () => {
  const it = bench([target('a')]);
  it.list();
  it.list();
  it.board.room = 0;
  it.list();
  it.tick(100);
  assert.equal([it.sockets.length, it.state().queued, it.state().dropped], [0, 2, 1]);
  it.board.room = Infinity;
  it.tick();
  assert.equal(it.bodies(), ['a1,a2']);
});

queue('more than one list is queued only with memory for a response and some more', () => {
  for (const [room, queued] of [
    [1.1, 1],
    [1.2, 2],
  ]) {
    const it = bench([target('a')]);
    it.board.room = room;
    it.list();
    it.list();
    assert.equal([it.state().queued, it.state().dropped], [queued, 2 - queued], `${room}`);
  }
});

queue('one list is queued even then', () => {
  const it = bench([target('a')]);
  it.board.room = 0;
  it.list();
  it.list();
  assert.equal([it.state().queued, it.state().dropped], [1, 1]);
});

queue('only one request is sent at a time, and targets take turns', () => {
  const it = bench([target('a'), target('b')]);
  for (let i = 0; i < 4; i++) it.list();
  for (let i = 0; i < 4; i++) {
    it.tick(3);
    assert.is(it.sockets.length, i + 1);
    assert.is(it.sockets.filter((socket) => socket.closed === 'no').length, 1);
    it.sockets[i].say(GOOD);
    assert.is(it.sockets[i].closed, 'destroyed');
  }
  assert.equal(it.bodies(), ['a0,a1', 'b0,b1', 'a2,a3', 'b2,b3']);
});

queue('pauses double up to a minute, and start over after a success; nothing is lost meanwhile', () => {
  const it = bench([target('a')]);
  it.list();
  it.tick();
  const pauses = [];
  for (let i = 0; i < 8; i++) {
    it.sockets[i].happens('close');
    pauses.push((ticksToNext(it) * TICK_MS) / 1000);
  }
  assert.equal(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
  assert.is(it.state().error, 'no response');
  it.sockets[8].say(GOOD);
  assert.equal(it.state(), { target: 'a', queued: 0, sent: 1, dropped: 0, error: null });
  it.list();
  it.tick();
  it.sockets[9].happens('error');
  assert.is((ticksToNext(it) * TICK_MS) / 1000, 1);
  assert.ok(it.bodies().every((body, i) => body === (i < 9 ? 'a0' : 'a1')));
});

queue('a request to a server that hangs is aborted after five seconds, and the other server gets its turn', () => {
  const it = bench([target('a'), target('b')]);
  it.list();
  it.tick();
  it.tick(20);
  assert.is(it.sockets[0].closed, 'destroyed');
  assert.equal(it.bodies(), ['a0', 'b0']);
  it.sockets[1].say(GOOD);
  it.tick(3);
  assert.is(it.sockets.length, 3, 'a again, a second later');
});

queue('each kind of failure is logged once until it changes', () => {
  const it = bench([target('a')]);
  it.list();
  for (const answer of [
    'HTTP/1.1 404 E\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 404 E\r\nContent-Length: 0\r\n\r\n',
    '',
    GOOD,
  ]) {
    ticksToNext(it);
    const socket = it.sockets[it.sockets.length - 1];
    if (answer) socket.say(answer);
    else socket.happens('close');
  }
  assert.equal(it.board.lines, ['push: a: HTTP 404', 'push: a: no response']);
});

for (const status of [400, 413, 422]) {
  queue(`content that the server rejects (${status}) is dropped and counted, not sent again`, () => {
    const it = bench([target('a')]);
    it.list();
    it.tick();
    it.sockets[0].say(`HTTP/1.1 ${status} E\r\nContent-Length: 0\r\n\r\n`);
    assert.equal(it.state(), { target: 'a', queued: 0, sent: 0, dropped: 1, error: `HTTP ${status}` });
  });
}

for (const status of [301, 401, 403, 404, 408, 429, 500, 503]) {
  queue(`content that may be accepted later (${status}) is kept`, () => {
    const it = bench([target('a')]);
    it.list();
    it.tick();
    it.sockets[0].say(`HTTP/1.1 ${status} E\r\nContent-Length: 0\r\n\r\n`);
    assert.equal(it.state(), { target: 'a', queued: 1, sent: 0, dropped: 0, error: `HTTP ${status}` });
  });
}

queue('every N seconds counts from list to list, although lists are not punctual', () => {
  const it = bench([target('a')], { a_every_s: 60 });
  const taken = [];
  for (let i = 0; i < 20; i++) {
    const before = it.state().queued + it.state().dropped;
    it.list();
    if (it.state().queued + it.state().dropped > before) taken.push(i);
    it.board.ms += i % 2 ? 10_400 : 9500;
  }
  assert.equal(taken, [0, 6, 12, 18]);
});

queue('a request that cannot be made is a failure with its reason, and nothing is sent', () => {
  const it = bench([target('a', { request: () => 'a token is missing' })]);
  it.list();
  it.tick(3);
  assert.is(it.state().error, 'a token is missing');
  assert.equal(it.sockets, []);
});

queue('a connection that blocked the board is tried again after twenty times as long', () => {
  let tries = 0;
  const it = bench([target('a')], {}, () => {
    tries++;
    it.board.ms += 18_000;
    throw new Error('unreachable');
  });
  it.list();
  it.tick();
  assert.is(tries, 1);
  it.tick((18_000 * 20) / TICK_MS - 1);
  assert.is(tries, 1);
  it.tick(2);
  assert.is(tries, 2);
});

queue('a refused connection is a failure like others', () => {
  const it = bench([target('a')], {}, () => {
    throw new Error('refused');
  });
  it.list();
  it.tick();
  assert.equal(it.state(), { target: 'a', queued: 1, sent: 0, dropped: 0, error: 'no response' });
});

queue.run();
