import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createPoller,
  LONGEST_PAUSE_MS,
  POLL_MS,
  type Poller,
  pauseAfter,
  type Reply,
} from '../../../board/page/poll.js';

interface Bench {
  poller: Poller;
  /** Paths in order, each with the millisecond it was asked at. */
  asked: string[];
  told: string[];
  hidden: boolean;
  /** What the device answers from now on; null for none. */
  reply: Partial<Reply> | null;
  /** Lets the time pass. */
  pass(ms: number): Promise<void>;
}

/** Lets all promises that are ready go on. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A poller whose time is moved by hand. */
function createBench(): Bench {
  let now = 0;
  let due: { at: number; run: () => void } | null = null;
  const bench: Bench = {
    asked: [],
    told: [],
    hidden: false,
    reply: {},
    poller: createPoller(
      {
        now: () => now,
        isHidden: () => bench.hidden,
        later(ms, run) {
          const timer = { at: now + ms, run };
          due = timer;
          return () => {
            if (due === timer) due = null;
          };
        },
        async get(path) {
          bench.asked.push(`${now} ${path}`);
          if (!bench.reply) throw new Error('no answer');
          return { ok: true, status: 200, retryAfterMs: 0, body: path, ...bench.reply };
        },
      },
      {
        status: () => bench.told.push('status'),
        history: () => bench.told.push('history'),
        failed: (times) => bench.told.push(`failed ${times}`),
      },
    ),
    async pass(ms) {
      const end = now + ms;
      await settle();
      while (due && due.at <= end) {
        const { at, run } = due;
        due = null;
        now = Math.max(now, at);
        run();
        await settle();
      }
      now = end;
    },
  };
  return bench;
}

const poll = suite('page: polling');

poll('asks for the status each five seconds', async () => {
  const { poller, asked, pass } = createBench();
  poller.wake();
  await pass(12000);
  assert.equal(asked, ['0 /status', '5000 /status', '10000 /status']);
});

poll('fetches histories one after the other in between, each once', async () => {
  const { poller, asked, told, pass } = createBench();
  poller.want('power', 'hours');
  poller.wake();
  await pass(POLL_MS + 1);
  assert.equal(asked, ['0 /status', '0 /history?span=power', '0 /history?span=hours', '5000 /status']);
  assert.equal(told, ['status', 'history', 'history', 'status']);
});

poll('waits longer and longer after errors, and goes on as before afterwards', async () => {
  const bench = createBench();
  bench.reply = null;
  bench.poller.wake();
  await bench.pass(62000);
  assert.equal(
    bench.asked.map((one) => Number(one.split(' ')[0])),
    [0, 1000, 3000, 7000, 15000, 31000, 61000],
  );
  assert.is(bench.told.at(-1), 'failed 7');
  bench.reply = {};
  await bench.pass(LONGEST_PAUSE_MS + POLL_MS);
  assert.equal(bench.asked.slice(-2), ['91000 /status', '96000 /status']);
  assert.is(bench.told.at(-1), 'status');
});

poll('waits at least as long as a busy device asks for, and keeps the history in mind', async () => {
  const bench = createBench();
  bench.poller.wake();
  await bench.pass(1000);
  bench.reply = { ok: false, status: 503, retryAfterMs: 3000 };
  bench.poller.want('days');
  await bench.pass(100);
  bench.reply = {};
  await bench.pass(3000);
  assert.equal(bench.asked, ['0 /status', '1000 /history?span=days', '4000 /status', '4000 /history?span=days']);
});

poll('a history that is refused is not asked for again', async () => {
  const bench = createBench();
  bench.poller.wake();
  await bench.pass(1000);
  bench.reply = { ok: false, status: 404 };
  bench.poller.want('days');
  await bench.pass(1000);
  bench.reply = {};
  await bench.pass(POLL_MS);
  assert.equal(bench.asked, ['0 /status', '1000 /history?span=days', '5000 /status']);
});

poll('is silent while nobody looks, and asks at once when somebody does', async () => {
  const bench = createBench();
  bench.poller.wake();
  await bench.pass(1000);
  bench.hidden = true;
  bench.poller.want('days');
  await bench.pass(60000);
  assert.equal(bench.asked, ['0 /status']);
  bench.hidden = false;
  bench.poller.wake();
  await bench.pass(1);
  assert.equal(bench.asked.slice(1), ['61000 /status', '61000 /history?span=days']);
});

poll('never asks two things at once, however often it is woken', async () => {
  const bench = createBench();
  bench.poller.wake();
  bench.poller.wake();
  bench.poller.want('days');
  bench.poller.wake();
  assert.equal(bench.asked, ['0 /status']);
  await bench.pass(1);
  assert.equal(bench.asked, ['0 /status', '0 /history?span=days']);
});

poll('goes on although a part of the page fails', async () => {
  const asked: number[] = [];
  let run: (() => void) | null = null;
  const poller = createPoller(
    {
      now: () => 0,
      isHidden: () => false,
      later(_ms, then) {
        run = then;
        return () => {};
      },
      async get() {
        asked.push(asked.length);
        return { ok: true, status: 200, retryAfterMs: 0, body: {} };
      },
    },
    {
      status() {
        throw new Error('a card failed');
      },
      history() {},
      failed() {},
    },
  );
  const failures: unknown[] = [];
  const listen = (error: unknown): unknown => failures.push(error);
  process.once('unhandledRejection', listen);
  poller.wake();
  await settle();
  process.off('unhandledRejection', listen);
  assert.is(asked.length, 1);
  assert.type(run, 'function');
});

poll('a pause never exceeds half a minute, but for what the device asks', () => {
  assert.is(pauseAfter(1), 1000);
  assert.is(pauseAfter(40), LONGEST_PAUSE_MS);
  assert.is(pauseAfter(1, 60000), 60000);
});

poll.run();
