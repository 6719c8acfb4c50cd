import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createMeter, type Meter } from '../../../../board/host/simulator/meter.js';
import { type Clock, type PlayOptions, play } from '../../../../board/host/simulator/play-han.js';
import { createLinkCounters } from '../../../../src/bytes/link-counters.js';
import { createHdlcReader } from '../../../../src/han/hdlc.js';

const test = suite('simulator play-han');

const START = Date.UTC(2025, 0, 6, 11, 59, 50);

interface FakeClock extends Clock {
  /** Number of pending timers. */
  waiting(): number;
  /** Lets time pass and calls the timers that are due, in order; `suspend` calls none. */
  pass(ms: number): void;
  suspend(ms: number): void;
}

function createFakeClock(): FakeClock {
  let now = 1000;
  const timers = new Set<{ at: number; callback: () => void }>();

  function pass(ms: number): void {
    const end = now + ms;
    for (;;) {
      const [first] = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (!first) break;
      timers.delete(first);
      now = Math.max(now, first.at);
      first.callback();
    }
    now = end;
  }

  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    waiting: () => timers.size,
    pass,
    suspend(ms) {
      now += ms;
    },
  };
}

interface Played {
  clock: FakeClock;
  meter: Meter;
  /** Time since the start, and size, of each write. */
  writes: { ms: number; count: number }[];
  bytes: number[];
  stop(): void;
}

function start(options: Partial<PlayOptions> = {}, phases: 1 | 3 = 3, first = START): Played {
  const clock = createFakeClock();
  const origin = clock.now();
  const meter = createMeter({ phases, oldFirmware: false, seed: 1, start: first });
  const writes: Played['writes'] = [];
  const bytes: number[] = [];
  const write = (piece: Uint8Array) => {
    writes.push({ ms: clock.now() - origin, count: piece.length });
    bytes.push(...piece);
  };
  const stop = play(meter, write, { fast: 1, damagePercent: 0, seed: 1, clock, ...options });
  return { clock, meter, writes, bytes, stop };
}

/** Total lengths of the good frames, and the counters. */
function framesIn(bytes: number[]) {
  const counters = createLinkCounters();
  const totals: number[] = [];
  const reader = createHdlcReader(counters, (total) => totals.push(total));
  reader.receive(Uint8Array.from(bytes));
  reader.flush();
  return { totals, counters };
}

test('a list of 228 bytes takes 0.95 s, in pieces of 12 bytes every 50 ms', () => {
  const { clock, writes, bytes, stop } = start();
  clock.pass(9000);
  stop();
  assert.is(bytes.length, 228);
  assert.is(writes.length, 19);
  writes.forEach(({ ms, count }, i) => {
    assert.is(count, 12);
    assert.ok(Math.abs(ms - 50 * (i + 1)) < 0.001);
  });
});

test('lists begin at their own seconds, the hourly list 5 s after the full hour', () => {
  const { clock, writes, bytes, stop } = start();
  clock.pass(30000);
  stop();
  assert.equal(framesIn(bytes).totals, [228, 228, 302, 228]);
  const begins = writes.filter(({ ms }, i) => i === 0 || ms - writes[i - 1].ms > 1000).map(({ ms }) => ms - 50);
  assert.equal(begins.map(Math.round), [0, 10000, 15000, 20000]);
});

test('a byte is never written before it has passed the line, and 302 bytes end with a short piece', () => {
  const { clock, writes, stop } = start({ from: START - 1, hourlyFirst: true });
  clock.pass(1300);
  stop();
  let sum = 0;
  for (const { ms, count } of writes.slice(0, 26)) {
    sum += count;
    assert.ok(Math.abs(ms - sum / 0.24) < 0.001);
  }
  assert.is(sum, 302);
  assert.is(writes[25].count, 2);
});

test('it does not drift: after a day lists still begin at the same second', () => {
  const { clock, writes, stop } = start();
  clock.pass(86400000 + 50);
  stop();
  assert.ok(Math.abs(writes[writes.length - 1].ms - 86400050) < 0.01);
});

test('a hundred times faster, an hour takes 36 s and nothing is lost', () => {
  const { clock, bytes, stop } = start({ fast: 100 });
  clock.pass(36000 - 1);
  stop();
  const { totals, counters } = framesIn(bytes);
  assert.is(totals.length, 361);
  assert.is(counters.discarded_bytes, 0);
});

test('late timers lose nothing: bytes due meanwhile are written at once', () => {
  const { clock, bytes, writes, stop } = start();
  clock.pass(120);
  clock.suspend(430);
  clock.pass(0);
  assert.is(writes[writes.length - 1].count, 9 * 12);
  clock.suspend(40000);
  clock.pass(19000);
  stop();
  const { totals, counters } = framesIn(bytes);
  assert.is(totals.length, 7);
  assert.is(counters.discarded_bytes, 0);
});

test('after a suspension it continues with the present, and the meter has counted meanwhile', () => {
  const { clock, meter, bytes, stop } = start();
  clock.pass(5000);
  clock.suspend(8 * 3600000);
  clock.pass(0);
  assert.is(bytes.length, 228);
  clock.pass(12000);
  stop();
  assert.is(meter.books.length, 10);
  assert.equal(framesIn(bytes).totals, [228, 228, 302]);
});

test('a suspension in the middle of a list truncates it', () => {
  const { clock, bytes, stop } = start();
  clock.pass(300);
  clock.suspend(3600000);
  clock.pass(19000);
  stop();
  const { totals, counters } = framesIn(bytes);
  assert.equal(totals, [228, 302]);
  assert.is(counters.discarded_bytes, 72);
});

test('after stop nothing is written and no timer is pending', () => {
  const { clock, bytes, stop } = start();
  clock.pass(300);
  assert.is(clock.waiting(), 1);
  stop();
  assert.is(clock.waiting(), 0);
  clock.pass(60000);
  assert.is(bytes.length, 72);
});

test('it can be stopped from within a write', () => {
  const clock = createFakeClock();
  const meter = createMeter({ phases: 3, oldFirmware: false, seed: 1, start: START });
  let writes = 0;
  const stop = play(
    meter,
    () => {
      writes++;
      stop();
    },
    { fast: 1, damagePercent: 0, seed: 1, clock },
  );
  clock.pass(60000);
  assert.is(writes, 1);
  assert.is(clock.waiting(), 0);
});

test('pushes that were due before the start are not sent', () => {
  const { clock, writes, meter, stop } = start({ from: START + 3 * 3600000 + 3000 });
  assert.is(meter.books.length, 5);
  clock.pass(7000 + 1000);
  stop();
  assert.ok(Math.abs(writes[0].ms - 7050) < 0.001, 'the list at :x0 comes 7 s later');
});

test('with hourlyFirst an hourly list comes first', () => {
  const { clock, writes, bytes, stop } = start({ from: START - 60000 + 4000, hourlyFirst: true }, 1, START - 60000);
  clock.pass(9000);
  stop();
  assert.equal(framesIn(bytes).totals, [262, 188]);
  assert.ok(Math.abs(writes[0].ms - 50) < 0.001);
});

test('a list that falls due while the line is busy waits for it', () => {
  const { clock, bytes, writes, stop } = start({ from: START - 200, hourlyFirst: true });
  clock.pass(5000);
  stop();
  assert.equal(framesIn(bytes).totals, [302, 228]);
  const last = writes[writes.length - 1].ms;
  assert.ok(Math.abs(last - (302 + 228) / 0.24) < 0.01);
});

test('the given percentage of lists is damaged, the same ones for the same seed', () => {
  const one = start({ fast: 100, damagePercent: 25 });
  const two = start({ fast: 100, damagePercent: 25 });
  for (const { clock, stop } of [one, two]) {
    clock.pass(360000);
    stop();
  }
  assert.equal(one.bytes, two.bytes);
  const { totals, counters } = framesIn(one.bytes);
  // Lists that are only preceded by noise stay whole: a fifth of the damaged ones.
  assert.ok(totals.length > 3610 * 0.77 && totals.length < 3610 * 0.83, `${totals.length} of 3610`);
  assert.ok(counters.discarded_bytes > 0);
});

test('without a clock of its own it takes the computer’s', async () => {
  const meter = createMeter({ phases: 3, oldFirmware: false, seed: 1, start: START });
  let bytes = 0;
  await new Promise<void>((resolve) => {
    const stop = play(
      meter,
      (piece) => {
        bytes += piece.length;
        if (bytes >= 2000) {
          stop();
          resolve();
        }
      },
      { fast: 10000, damagePercent: 0, seed: 1 },
    );
  });
  assert.ok(bytes >= 2000);
});

test.run();
