/** Misbehaving servers that lists are pushed to, on real sockets, with the service of the core. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPushing } from '../support/pushing.js';
import { LOSSES } from './abuse.js';
import { figure } from './figures.js';

const QUEUED = 30;
const LISTS = 40;
const GOOD = 'HTTP/1.1 204 No Content\r\n\r\n';

/** What a server does with a connection after it has received a request. */
const FAULTS: Record<string, (socket: Socket) => void> = {
  'never answers': () => {},
  'resets the connection': (socket) => socket.resetAndDestroy(),
  'closes without a word': (socket) => socket.end(),
  'sends a byte now and then': (socket) => {
    const timer = setInterval(() => socket.write('H'), 2);
    socket.on('close', () => clearInterval(timer));
  },
  'sends garbage': (socket) => socket.end(Buffer.from(Array.from({ length: 900 }, (_, i) => (i * 89) & 255))),
  'sends a head without an end': (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'X-More: 1\r\n'.repeat(2000)}`),
  'sends a body without an end': (socket) => {
    const timer = setInterval(() => socket.write('x'.repeat(60_000)), 1);
    socket.write('HTTP/1.1 500 No\r\n\r\n');
    socket.on('close', () => clearInterval(timer));
  },
  'promises more than it sends': (socket) => socket.end('HTTP/1.1 500 No\r\nContent-Length: 999\r\n\r\nx'),
  'answers 500': (socket) => socket.end('HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n'),
  'sends it elsewhere': (socket) => socket.end('HTTP/1.1 301 Moved\r\nLocation: http://evil.example/\r\n\r\n'),
};

interface FaultyServer {
  port: number;
  /** Number of connections, and the most at once. */
  connections: number;
  most: number;
  /** Bodies of requests that were answered properly. */
  taken: string[];
  /** From now on it answers properly. */
  recover(): void;
  stop(): void;
}

async function startFaultyServer(fault: (socket: Socket) => void): Promise<FaultyServer> {
  const open = new Set<Socket>();
  let good = false;
  const faulty: FaultyServer = {
    port: 0,
    connections: 0,
    most: 0,
    taken: [],
    recover: () => (good = true),
    stop: () => server.close(),
  };
  const server: Server = createServer((socket) => {
    let text = '';
    let done = false;
    faulty.connections++;
    faulty.most = Math.max(faulty.most, open.add(socket).size);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    socket.setEncoding('latin1').on('data', (piece) => {
      text += piece;
      const length = Number(/Content-Length: (\d+)/.exec(text)?.[1]);
      const body = text.split('\r\n\r\n')[1] ?? '';
      if (done || !(body.length >= length)) return;
      done = true;
      if (!good) fault(socket);
      else {
        faulty.taken.push(body);
        socket.end(GOOD);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  faulty.port = (server.address() as { port: number }).port;
  return faulty;
}

const push = suite('faults: pushes');
let tested = 0;

for (const [name, fault] of Object.entries(FAULTS)) {
  push(
    `a server that ${name}: one request at a time, the newest lists wait, and nothing else is affected`,
    async () => {
      const server = await startFaultyServer(fault);
      const url = `http://127.0.0.1:${server.port}/`;
      const pushing = createPushing({ influx_url: url, webhook_url: url });
      const { service, board } = pushing;
      for (let list = 1; list <= LISTS; list++) {
        pushing.list();
        const end = board.ms + 10_000;
        await pushing.until(() => board.ms >= end, 'ten seconds');
        assert.is(service.link.lists, list);
      }
      assert.ok(server.connections >= 2, 'it was tried again');
      for (const target of ['influx', 'webhook']) {
        const state = pushing.state(target);
        assert.equal([state?.queued, state?.sent, state?.dropped], [QUEUED, 0, LISTS - QUEUED], target);
        assert.type(state?.error, 'string');
      }
      server.recover();
      await pushing.until(() => !pushing.state('influx')?.queued && !pushing.state('webhook')?.queued, 'the rest');
      for (const target of ['influx', 'webhook']) {
        const state = pushing.state(target);
        assert.equal([state?.sent, state?.dropped, state?.error], [QUEUED, LISTS - QUEUED, null], target);
      }
      const times = server.taken.filter((body) => body.startsWith('han')).flatMap((body) => body.trim().split('\n'));
      assert.is(times.length, QUEUED);
      assert.equal(times, [...times].sort(), 'in their order');
      assert.ok(server.most <= 2, `${server.most} at once: one, and one that is being closed`);
      for (const loss of LOSSES) assert.is(service.link[loss as keyof typeof service.link], 0, loss);
      server.stop();
      tested++;
    },
  );
}

push('all of them were tested', () => {
  const many = Object.keys(FAULTS).length;
  assert.is(tested, many);
  figure(
    'push to servers that hang, reset, are slow or answer nonsense',
    `${many} kinds, ${LISTS} lists each to two targets`,
    `the newest ${QUEUED} arrive in order, ${LISTS - QUEUED} are counted as dropped; no list from the meter is lost`,
  );
});

push.run();
