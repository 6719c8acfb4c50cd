/** Clocks that are wrong, jump or go round: of the meter, of the network, of the device itself. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createClock } from '../../board/esp32/clock.js';
import type { Push } from '../../board/host/simulator/meter.js';
import { dateTime, withFcs } from '../support/frame.js';
import { chance } from '../support/random.js';
import { createSite, grownKwh, HOUR_MS } from '../support/site.js';
import { figure, grouped } from './figures.js';

/** 09:20 in Norway, on a Tuesday in winter. */
const START = Date.UTC(2026, 0, 13, 8, 20);

/** The list with another time. */
function withTime(push: Push, time: number[]): Uint8Array {
  const frame = push.bytes.slice();
  for (const place of push.hourly ? [17, 235] : [17]) frame.set(time, place);
  return withFcs(frame);
}

/** Tests that the answers are JSON, which has no NaN. */
function expectSound(site: ReturnType<typeof createSite>): void {
  site.status();
  for (const span of ['hours', 'days', 'months', 'power']) JSON.parse(site.get(`/history?span=${span}`).body);
}

const time = suite('faults: time');

time('an uptime of 2^31 and 2^32 ms has no effect', () => {
  for (const limit of [2 ** 31, 2 ** 32]) {
    const site = createSite({ start: START });
    const from = limit - HOUR_MS / 2;
    for (let passed = 0; passed < HOUR_MS; passed += 10000) {
      site.board.ms = from + passed;
      site.board.feed(site.meter.next().bytes);
      site.board.pass(1000, site.tick);
      const { age_s, stale, device } = site.status() as {
        age_s?: number;
        stale?: boolean;
        device?: { uptime_s: number };
      };
      assert.equal([age_s, stale, device!.uptime_s], [1, false, Math.floor((from + passed) / 1000) + 1]);
    }
    assert.is(site.rows('hours').length, 2);
    assert.ok(site.board.files.has('account'), 'it is saved after the limit too');
    site.board.pass(60000, site.tick);
    assert.is(site.status().stale, true);
  }
  figure('uptime over 2^31 and 2^32 ms', '1 h across each', 'ages, hours and saving continue');
});

time('wrong clocks of the meter in any order cause no invalid number, and later hours are right again', () => {
  const random = chance(12);
  const LISTS = 6000;
  for (const ntp of [true, false]) {
    let wild = true;
    const site = createSite(
      { start: START },
      {},
      {
        ntp,
        frameOf(push) {
          if (!wild) return push.bytes;
          const kind = random.below(8);
          const ms = push.utcMs + HOUR_MS;
          const iso = (shift: number) => new Date(ms + shift).toISOString().slice(0, 19);
          if (kind === 0) return withTime(push, dateTime('2000-01-01T00:00:00', 1));
          if (kind === 1) return withTime(push, dateTime(`2000-01-01T00:${10 + random.below(50)}:00`));
          if (kind === 2) return withTime(push, Array.from(random.bytes(12)));
          if (kind === 3) return withTime(push, dateTime(iso((random.below(49) - 24) * HOUR_MS)));
          if (kind === 4) return withTime(push, dateTime(iso((random.below(11) - 5) * 365 * 24 * HOUR_MS)));
          if (kind === 5) return withTime(push, Array(12).fill(255));
          return kind === 6 ? withTime(push, dateTime(iso(HOUR_MS), 0x80)) : push.bytes;
        },
      },
    );
    for (let i = 0; i < LISTS / 100; i++) {
      site.playTo(site.meter.due() + 100 * 10000);
      expectSound(site);
    }
    wild = false;
    const right = Math.ceil(site.meter.due() / HOUR_MS) * HOUR_MS + HOUR_MS;
    site.playTo(right + 2 * HOUR_MS + 60000);
    const rows = site.rows('hours');
    for (const back of [2, 3]) {
      const row = rows.at(-back)!;
      const index = Math.floor(Date.parse(row.start!) / HOUR_MS) - Math.floor(START / HOUR_MS);
      assert.equal([row.import_kwh, row.estimated], [grownKwh(site.meter.books, index)[0], false], row.start);
    }
  }
  const lists = grouped(2 * LISTS);
  figure(
    'meter clocks: 2000, invalid, random, hours and years off',
    `${lists} lists`,
    'every number is valid; later hours equal the books',
  );
});

time('a late NTP, with a jump of 56 years, affects no hour', () => {
  const site = createSite({ start: START });
  site.playTo(START + 2.5 * HOUR_MS);
  site.board.utcAtStart = START;
  site.playTo(START + 5 * HOUR_MS);
  const rows = site.rows('hours');
  assert.is(rows.length, 6);
  rows.slice(1, -1).forEach((row, i) => {
    assert.equal([row.import_kwh, row.estimated], [grownKwh(site.meter.books, i + 1)[0], false], row.start);
  });
  assert.equal(site.board.lines, []);

  const { now } = Date;
  try {
    let ms = 5000;
    Date.now = () => ms;
    const clock = createClock();
    ms += 250;
    assert.is(clock(), 250);
    ms = START;
    assert.is(clock(), 250);
    ms += 250;
    assert.is(clock(), 500);
    ms = 0;
    assert.is(clock(), 500, 'a jump backwards');
  } finally {
    Date.now = now;
  }
  figure('no NTP at the start, then a jump from 1970 to 2026', '5 h', 'every hour equals the books');
});

time.run();
