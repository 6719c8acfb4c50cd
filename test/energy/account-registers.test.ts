import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Push } from '../../board/host/simulator/meter.js';
import { at, bookOf, hourly, rowOf, START } from '../support/account.js';
import { dateTime, obis, u32, withFcs } from '../support/frame.js';
import { hexOf } from '../support/hex.js';
import { kamstrupList, object, SOME_ID } from '../support/lists.js';
import { createSite, HOUR_MS } from '../support/site.js';

const registers = suite('account: registers');

/** Lists of another meter from that time on, with its registers so many units higher. */
function exchanged(fromMs: number, id: string, units: number): (push: Push) => Uint8Array {
  return (push) => {
    if (push.utcMs < fromMs) return push.bytes;
    const frame = push.bytes.slice();
    for (let i = 0; i < id.length; i++) frame[57 + i] = id.charCodeAt(i);
    if (push.hourly) new DataView(frame.buffer).setUint32(256, push.values[10] + units);
    return withFcs(frame);
  };
}

for (const [name, id, units] of [
  ['a meter with lower registers', '5706567000000001', -1000000],
  ['another meter with higher registers', '5706567000000002', 1000000],
] as const) {
  registers(`${name} starts a new account and keeps the sums`, () => {
    const site = createSite({ start: START }, {}, { frameOf: exchanged(at(11, 30), id, units) });
    site.playTo(at(11, 29));
    const before = site.rows('hours').slice(0, -1);
    site.playTo(at(14, 1));
    assert.equal(site.rows('hours').slice(0, before.length), before);
    const changed = rowOf(site, '12');
    assert.ok(changed.estimated);
    assert.ok(Math.abs(changed.import_kwh! - bookOf(site, at(11))) <= 0.02);
    assert.equal([rowOf(site, '13').import_kwh, rowOf(site, '13').estimated], [bookOf(site, at(12)), false]);
    assert.is(site.board.lines.length, 1);
    assert.match(site.board.lines[0], /new or reset registers/);
  });
}

registers('of an unknown unit are not used: only the powers count', () => {
  const site = createSite({ start: START }, { energy_unit_wh: 'auto' });
  site.playTo(at(9, 30));
  assert.ok(rowOf(site, '09').estimated);
  assert.is(site.board.lines.length, 0);
});

registers('in the middle of an hour correct its sum', () => {
  const site = createSite({ start: START });
  site.playTo(at(10, 1));
  site.playTo(at(10, 30), () => true);
  site.playTo(at(10, 31));
  const before = site.status().hour.import_kwh!;
  site.board.feed(site.meter.hourly().bytes);
  const { hour } = site.status();
  assert.ok(hour.import_kwh! > before, 'what flowed in the gap is in it now');
  assert.is(hour.estimated, false);
  site.playTo(at(11, 1));
  assert.equal([rowOf(site, '11').import_kwh, rowOf(site, '11').estimated], [bookOf(site, at(10)), false]);
});

registers('settle an hour of which nothing else is known', () => {
  const site = createSite({ start: START });
  site.playTo(at(9, 50));
  site.playTo(at(10, 30), () => true);
  const before = site.status().hour;
  assert.equal([before.start, before.import_kwh], ['2026-01-13T11:00:00+01:00', null]);
  site.board.feed(site.meter.hourly().bytes);
  const { hour } = site.status();
  assert.is(hour.start, before.start);
  assert.ok(hour.import_kwh! > 0 && hour.estimated, JSON.stringify(hour));
});

registers('that fall for one list and come back add nothing to an hour', () => {
  const site = createSite(
    { start: START },
    {},
    {
      frameOf(push) {
        if (!push.hourly || push.utcMs < at(11) || push.utcMs > at(12)) return push.bytes;
        const frame = push.bytes.slice();
        new DataView(frame.buffer).setUint32(256, 0);
        return withFcs(frame);
      },
    },
  );
  site.playTo(at(14, 1));
  for (const hour of [11, 12, 13]) {
    const { import_kwh, estimated } = rowOf(site, String(hour));
    assert.ok(Math.abs(import_kwh! - bookOf(site, at(hour - 1))) <= 0.02, `${hour}: ${import_kwh}`);
    assert.is(estimated, hour < 13);
  }
  assert.is(rowOf(site, '14').import_kwh, bookOf(site, at(13)));
  assert.is(site.board.lines.length, 2);
});

registers('of export count from the first list that has them', () => {
  const begins = at(11, 30);
  const site = createSite(
    { start: START },
    {},
    {
      frameOf({ values, utcMs, hourly }) {
        const time = dateTime(new Date(utcMs + HOUR_MS).toISOString().slice(0, 19));
        const objects = [object('1.1.1.7.0.255', u32(values[0])), object('1.1.2.7.0.255', u32(0))];
        if (hourly) objects.push(object('1.1.1.8.0.255', u32(values[10])));
        if (hourly && utcMs > begins) objects.push(object('1.1.2.8.0.255', u32(240672)));
        return kamstrupList(objects, 'Kamstrup_V0001', SOME_ID, time);
      },
    },
  );
  site.playTo(at(15, 1));
  for (const hour of ['12', '13', '14', '15']) {
    const { import_kwh, export_kwh, estimated } = rowOf(site, hour);
    assert.is(import_kwh, bookOf(site, at(+hour - 1)));
    assert.is(export_kwh, 0, hour);
    assert.is(estimated, hour === '12', hour);
  }
  assert.is(site.status().active_energy_export_kwh, 2406.72);
  assert.equal(site.board.lines, []);
});

/** A copy of the list with multiplied powers. */
function withPowersTimes(push: Push, times: number): Uint8Array {
  const frame = push.bytes.slice();
  const view = new DataView(frame.buffer);
  const code = hexOf(Uint8Array.from(obis('1.1.1.7.0.255')));
  for (let i = 0; i < frame.length - 12; i++) {
    if (hexOf(frame.subarray(i, i + 8)) === code) view.setUint32(i + 9, view.getUint32(i + 9) * times);
  }
  return withFcs(frame);
}

registers('that grow by less than the powers reduce all hours in proportion, not the one with the gap', () => {
  const site = createSite({ start: START }, {}, { frameOf: (push) => withPowersTimes(push, 2) });
  site.playTo(at(9, 1));
  site.playTo(at(10, 30), hourly);
  site.playTo(at(10, 36), () => true);
  site.playTo(at(11, 1));
  const rows = ['10', '11'].map((hour) => rowOf(site, hour).import_kwh!);
  const books = [9, 10].map((hour) => bookOf(site, at(hour)));
  assert.is((rows[0] + rows[1]).toFixed(3), (books[0] + books[1]).toFixed(3));
  assert.ok(Math.min(...rows) > 0.5, `${rows}`);
});

registers.run();
