import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPoller, MAX_PAUSE_MS, POLL_MS, type Poller, pauseAfter, type Reply } from '../../../board/page/poll.js';

interface Bench {
  poller: Poller;
  /** Requested paths in order, each after its time in ms. */
  asked: string[];
  events: string[];
  hidden: boolean;
  /** The response of the device from now on; null for none. */
  reply: Partial<Reply> | null;
  /** Lets the time pass. */
  pass(ms: number): Promise<void>;
}

/** Lets pending promises continue. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A poller with a clock that the test sets. */
function createBench(): Bench {
  let now = 0;
  let due: { at: number; run: () => void } | null = null;
  const bench: Bench = {
    asked: [],
    events: [],
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
        status: () => bench.events.push('status'),
        history: () => bench.events.push('history'),
        failed: (times) => bench.events.push(`failed ${times}`),
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

poll('polls the status every five seconds', async () => {
  const { poller, asked, pass } = createBench();
  poller.wake();
  await pass(12000);
  assert.equal(asked, ['0 /status', '5000 /status', '10000 /status']);
});

poll('fetches histories one after the other in between, each once', async () => {
  const { poller, asked, events, pass } = createBench();
  poller.fetchHistories('power', 'hours');
  poller.wake();
  await pass(POLL_MS + 1);
  assert.equal(asked, ['0 /status', '0 /history?span=power', '0 /history?span=hours', '5000 /status']);
  assert.equal(events, ['status', 'history', 'history', 'status']);
});

poll('waits longer after each error, and then polls as before', async () => {
  const bench = createBench();
  bench.reply = null;
  bench.poller.wake();
  await bench.pass(62000);
  assert.equal(
    bench.asked.map((one) => Number(one.split(' ')[0])),
    [0, 1000, 3000, 7000, 15000, 31000, 61000],
  );
  assert.is(bench.events.at(-1), 'failed 7');
  bench.reply = {};
  await bench.pass(MAX_PAUSE_MS + POLL_MS);
  assert.equal(bench.asked.slice(-2), ['91000 /status', '96000 /status']);
  assert.is(bench.events.at(-1), 'status');
});

poll('waits at least as long as a busy device asks for, and still fetches the history', async () => {
  const bench = createBench();
  bench.poller.wake();
  await bench.pass(1000);
  bench.reply = { ok: false, status: 503, retryAfterMs: 3000 };
  bench.poller.fetchHistories('days');
  await bench.pass(100);
  bench.reply = {};
  await bench.pass(3000);
  assert.equal(bench.asked, ['0 /status', '1000 /history?span=days', '4000 /status', '4000 /history?span=days']);
});

poll('a history that is refused is not requested again', async () => {
  const bench = createBench();
  bench.poller.wake();
  await bench.pass(1000);
  bench.reply = { ok: false, status: 404 };
  bench.poller.fetchHistories('days');
  await bench.pass(1000);
  bench.reply = {};
  await bench.pass(POLL_MS);
  assert.equal(bench.asked, ['0 /status', '1000 /history?span=days', '5000 /status']);
});

poll('does not poll while the page is hidden, and polls at once when it is visible again', async () => {
  const bench = createBench();
  bench.poller.wake();
  await bench.pass(1000);
  bench.hidden = true;
  bench.poller.fetchHistories('days');
  await bench.pass(60000);
  assert.equal(bench.asked, ['0 /status']);
  bench.hidden = false;
  bench.poller.wake();
  await bench.pass(1);
  assert.equal(bench.asked.slice(1), ['61000 /status', '61000 /history?span=days']);
});

poll('never sends two requests at once, however often it is woken', async () => {
  const bench = createBench();
  bench.poller.wake();
  bench.poller.wake();
  bench.poller.fetchHistories('days');
  bench.poller.wake();
  assert.equal(bench.asked, ['0 /status']);
  await bench.pass(1);
  assert.equal(bench.asked, ['0 /status', '0 /history?span=days']);
});

poll('continues although a part of the page fails', async () => {
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

poll('a pause never exceeds half a minute, unless the device asks for more', () => {
  assert.is(pauseAfter(1), 1000);
  assert.is(pauseAfter(40), MAX_PAUSE_MS);
  assert.is(pauseAfter(1, 60000), 60000);
});

poll.run();
