import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Push } from '../../board/host/simulator/meter.js';
import { at, bookOf, createWandering, MINUTE_MS, powersOf, retimed, rowOf, START } from '../support/account.js';
import { createSite, grownKwh, HOUR_MS, osloText } from '../support/site.js';

const clocks = suite('account: clocks');
const SUMMER = Date.UTC(2026, 6, 14, 8, 20);

/** Lists of a meter whose clock follows civil time in summer. */
function inSummerTime(push: Push): Uint8Array {
  return retimed(push, 1);
}

clocks('of standard time and of civil time are distinguished by NTP', () => {
  for (const frameOf of [undefined, inSummerTime]) {
    const site = createSite({ start: SUMMER }, {}, { ntp: true, frameOf });
    site.playTo(SUMMER + MINUTE_MS);
    assert.is(site.status().hour.start, '2026-07-14T10:00:00+02:00');
  }
});

clocks('without NTP a meter is assumed to keep standard time, unless the setting says otherwise', () => {
  for (const [setting, hour] of [
    ['auto', '11'],
    ['standard', '11'],
    ['civil', '10'],
  ]) {
    const site = createSite({ start: SUMMER }, { meter_clock: setting }, { frameOf: inSummerTime });
    site.playTo(SUMMER + MINUTE_MS);
    assert.is(site.status().hour.start, `2026-07-14T${hour}:00:00+02:00`);
  }
});

clocks("that go back by hours take nothing out of the day's energy", () => {
  const { site, says } = createWandering();
  says(2);
  site.playTo(at(10, 30));
  const before = site.status().today.import_kwh!;
  says(null);
  site.playTo(at(10, 40));
  const { hour, today } = site.status();
  assert.is(hour.start, '2026-01-13T11:00:00+01:00');
  assert.ok(today.import_kwh! >= before);
  assert.is(site.rows('hours').at(-1)!.start, hour.start);
  assert.equal(site.board.lines, ['account: the clock jumped to 2026-01-13T11:00:00+01:00']);
});

clocks('that go back by hours count nothing twice: hours that have not begun are emptied, broken ones marked', () => {
  const { site, says } = createWandering();
  says(2);
  site.playTo(at(10, 30));
  says(null);
  site.playTo(at(12, 1));
  assert.equal(
    site.rows('hours').map((row) => [row.start!.slice(11, 13), row.estimated]),
    [
      ['11', true],
      ['12', false],
      ['13', true],
    ],
  );
  // Half an hour counted at two times, and half an hour from powers.
  assert.ok(rowOf(site, '11').import_kwh! < 1.3, `${rowOf(site, '11').import_kwh}`);
  assert.is(rowOf(site, '12').import_kwh, bookOf(site, at(11)));
});

clocks('that go back by one hour are followed at once, and only the powers since then are known', () => {
  const { site, says } = createWandering();
  says(1);
  site.playTo(at(10, 30));
  says(null);
  site.playTo(at(10, 30) + 5000);
  const { hour } = site.status();
  assert.equal([hour.start, hour.import_kwh], ['2026-01-13T11:00:00+01:00', null], 'unknown, not nothing');
  site.playTo(at(10, 40));
  assert.is(powersOf(site).filter((power) => power !== null).length, 60);
});

clocks('of 2000 are invalid, whether the meter says so or not: nothing is counted meanwhile, or lost', () => {
  for (const status of [0, 1]) {
    const { site, says } = createWandering();
    site.playTo(at(10, 5));
    const before = site.rows('hours').slice(0, 2);
    says('2000-01-01T00:10:00', status);
    site.playTo(at(10, 20));
    assert.equal(site.rows('hours').slice(0, 2), before, 'still there');
    says(null);
    site.playTo(at(11, 1));
    assert.equal(site.rows('hours').slice(0, 2), before);
    const { import_kwh, estimated } = rowOf(site, '11');
    assert.equal([import_kwh, estimated], [bookOf(site, at(10)), false]);
    assert.equal(site.board.lines, []);
  }
});

clocks('that are years off are ignored if NTP knows the time', () => {
  for (const iso of ['2000-01-01T00:10:00', '2099-12-31T23:10:00']) {
    const { site, says } = createWandering({ ntp: true });
    says(iso);
    site.playTo(at(10, 5));
    assert.is(site.status().hour.start, '2026-01-13T11:00:00+01:00', iso);
    assert.is(site.rows('hours').length, 3);
    assert.equal(site.board.lines, []);
  }
});

clocks('of a computer that has not synchronized yet take nothing from the saved state', () => {
  for (const wrong of [Date.UTC(1970, 0, 1, 0, 2), Date.UTC(2024, 5, 20)]) {
    const site = createSite({ start: START }, {}, { ntp: true });
    const cut = at(24 * 3 + 10, 20);
    site.playTo(cut);
    const before = site.rows('days');
    site.save();
    site.powerCut(cut + MINUTE_MS);
    site.board.utcAtStart = wrong - site.board.ms;
    site.playTo(cut + 2 * MINUTE_MS);
    assert.is(site.status().hour.start, '2026-01-16T11:00:00+01:00');
    assert.is((site.status().device as Record<string, unknown>).clock, 'meter');
    site.board.utcAtStart = START;
    site.playTo(cut + HOUR_MS);
    assert.equal(site.rows('days').slice(0, -1), before.slice(0, -1));
    assert.is((site.status().device as Record<string, unknown>).clock, 'ntp');
    site.playTo(cut + 2 * HOUR_MS);
    const row = site.rows('hours').find(({ start }) => start === '2026-01-16T12:00:00+01:00')!;
    assert.equal([row.import_kwh, row.estimated], [bookOf(site, at(24 * 3 + 11)), false]);
    assert.equal(site.board.lines, []);
  }
});

clocks('of civil time are followed at the first change to summer time, a little ahead of NTP too', () => {
  const change = Date.UTC(2026, 2, 29, 1);
  const start = change - 3 * HOUR_MS;
  for (const aheadS of [-3, 3]) {
    const frameOf = (push: Push): Uint8Array => (push.utcMs < change ? push.bytes : inSummerTime(push));
    const site = createSite({ start }, {}, { ntp: true, frameOf });
    // A list arrives a second after its time.
    site.board.utcAtStart = start - (aheadS + 1) * 1000;
    site.playTo(change + 2 * HOUR_MS + MINUTE_MS);
    for (const [i, row] of site.rows('hours').slice(1, -1).entries()) {
      const [book] = grownKwh(site.meter.books, i + 1);
      assert.equal([row.start, row.import_kwh, row.estimated], [row.start, book, false]);
    }
    assert.equal(site.board.lines, []);
  }
});

clocks('of civil time pass the hour that occurs twice', () => {
  const start = Date.UTC(2026, 9, 24, 20);
  const frameOf = (push: Push): Uint8Array => retimed(push, osloText(push.utcMs));
  const site = createSite({ start }, { meter_clock: 'civil' }, { frameOf });
  site.playTo(start + 10 * HOUR_MS + MINUTE_MS);
  const rows = site.rows('hours');
  assert.is(rows.length, 11);
  for (const [i, row] of rows.slice(1, -1).entries()) {
    const [book] = grownKwh(site.meter.books, i + 1);
    assert.equal([row.import_kwh, row.estimated], [book, false], row.start);
  }
  assert.equal(site.board.lines, []);
});

clocks('without a date are invalid, from the first list on', () => {
  let seconds = 0;
  const { site, says } = createWandering();
  for (let minutes = 21; minutes < 25; minutes++) {
    says(`65535-01-13T10:10:${(seconds += 10)}`);
    site.playTo(at(8, minutes));
  }
  assert.is(site.status().hour.start, null);
  says(null);
  site.playTo(at(9, 5));
  assert.is(site.status().hour.start, '2026-01-13T10:00:00+01:00');
  assert.equal(site.board.lines, []);
});

clocks(
  'that are set forward by years start over: the growth of the registers is not distributed over the years',
  () => {
    const { site, says } = createWandering();
    says('2019-01-13T10:10:00');
    site.playTo(at(10, 30));
    says(null);
    site.playTo(at(13, 1));
    for (const hour of [11, 12]) {
      const { import_kwh, estimated } = rowOf(site, `${hour + 1}`);
      assert.equal([import_kwh, estimated], [bookOf(site, at(hour)), false]);
    }
    assert.equal(site.board.lines, ['account: the clock jumped to 2026-01-13T11:00:00+01:00']);
  },
);

clocks.run();
