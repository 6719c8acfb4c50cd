import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Push } from '../board/host/simulator/meter.js';
import { dateTime, u32, withFcs } from './support/frame.js';
import { kamstrupList, object, SOME_ID } from './support/lists.js';
import { createSite, grownKwh, HOUR_MS, type Row, type Site } from './support/site.js';
import { answerOf } from './support/socket.js';

/** 09:20 in Norway, on a Tuesday in winter. */
const START = Date.UTC(2026, 0, 13, 8, 20);
const MINUTE_MS = 60000;

function at(hours: number, minutes = 0): number {
  return Date.UTC(2026, 0, 13, hours, minutes);
}

function hourly(push: Push): boolean {
  return push.hourly;
}

/** The row of the hour that begins at this hour of Norwegian time. */
function rowOf(site: Site, hour: string): Row {
  return site.rows('hours').find((row) => row.start!.slice(11, 13) === hour)!;
}

/** What the books say of it, kWh of import by the registers. */
function bookOf(site: Site, utcMs: number): number {
  return grownKwh(site.meter.books, Math.floor(utcMs / HOUR_MS) - Math.floor(START / HOUR_MS))[0];
}

const hours = suite('account: hours');

hours('nothing is known before the first list', () => {
  const site = createSite({ start: START });
  const { hour, today, month, peaks, peak_average_kw, hour_left_kwh } = site.status();
  assert.equal(hour, { start: null, import_kwh: null, export_kwh: null, forecast_kwh: null, estimated: true });
  assert.equal(
    [today, month],
    [hour, hour].map(() => ({ import_kwh: null, export_kwh: null })),
  );
  assert.equal([peaks, peak_average_kw, hour_left_kwh], [[], null, null]);
  for (const span of ['hours', 'days', 'months'] as const) assert.equal(site.rows(span), []);
});

hours('the hour under way is summed up from the powers and marked; the list of 11:00:05 closes 10 to 11', () => {
  const site = createSite({ start: START });
  site.playTo(at(9, 59));
  const { hour } = site.status();
  assert.is(hour.start, '2026-01-13T10:00:00+01:00');
  assert.is(hour.estimated, true);
  site.playTo(at(10, 0) + 8000);
  const row = rowOf(site, '10');
  assert.equal([row.import_kwh, row.estimated], [bookOf(site, at(9)), false]);
  assert.ok(Math.abs(hour.import_kwh! - row.import_kwh!) < 0.2);
  assert.is(site.status().hour.start, '2026-01-13T11:00:00+01:00');
});

hours('the integral alone is good to a unit of the registers', () => {
  const site = createSite({ start: START });
  site.playTo(at(13, 1), hourly);
  for (const hour of [10, 11, 12, 13]) {
    const row = rowOf(site, String(hour));
    assert.ok(row.estimated);
    assert.ok(Math.abs(row.import_kwh! - bookOf(site, at(hour - 1))) <= 0.02, `${hour}: ${row.import_kwh}`);
  }
});

hours('a missed hourly list doubles no hour, and makes no peak', () => {
  const site = createSite({ start: START });
  site.playTo(at(11, 30));
  site.playTo(at(12, 30), hourly);
  site.playTo(at(14, 1));
  const books = [11, 12].map((hour) => bookOf(site, at(hour)));
  const rows = ['12', '13'].map((hour) => rowOf(site, hour));
  rows.forEach((row, i) => {
    assert.ok(row.estimated);
    assert.ok(Math.abs(row.import_kwh! - books[i]) <= 0.02, `${row.import_kwh}, not ${books[i]}`);
  });
  const sum = rows[0].import_kwh! + rows[1].import_kwh!;
  assert.is(sum.toFixed(3), (books[0] + books[1]).toFixed(3));
  assert.is(rowOf(site, '14').estimated, false);
});

hours('a gap is null until the register tells what flowed, which is then spread and marked', () => {
  const site = createSite({ start: START });
  site.playTo(at(10, 30));
  site.playTo(at(13, 30), () => true);
  assert.equal([rowOf(site, '12').import_kwh, rowOf(site, '13').import_kwh], [null, null]);
  assert.equal(site.status().hour.import_kwh, null);
  site.playTo(at(14, 1));
  const rows = ['11', '12', '13', '14'].map((hour) => rowOf(site, hour));
  const books = [10, 11, 12, 13].map((hour) => bookOf(site, at(hour)));
  assert.equal(
    rows.map((row) => row.estimated),
    [true, true, true, true],
  );
  const total = rows.reduce((sum, row) => sum + row.import_kwh!, 0);
  assert.is(total.toFixed(3), books.reduce((sum, one) => sum + one, 0).toFixed(3));
  assert.is(rows[1].import_kwh!.toFixed(2), rows[2].import_kwh!.toFixed(2));
});

hours('a gap that reaches over days is shared out by the day', () => {
  const site = createSite({ start: START });
  site.playTo(at(10, 30));
  site.playTo(at(24 * 5), () => true);
  site.playTo(at(24 * 5 + 1, 1));
  const days = site.rows('days').map((row) => row.import_kwh!);
  assert.is(days.length, 6);
  assert.is((days[1] * 100).toFixed(0), (days[2] * 100).toFixed(0), 'two whole days have the same');
  const registers = site.meter.books.map((book) => book.registers[0]);
  const first = registers[1];
  const rest = site.status().month.import_kwh! - days.reduce((sum, one) => sum + one, 0);
  assert.ok(Math.abs(rest) < 0.001);
  const hoursOfFirst = site.rows('days')[0];
  assert.ok(hoursOfFirst.estimated);
  const grown = (registers[registers.length - 1] - first) / 100;
  const month = site.status().month.import_kwh! - site.status().hour.import_kwh!;
  // The hour in which it began is by powers alone.
  assert.ok(Math.abs(month - grown) < 5, `${month} for ${grown}`);
});

hours.run();

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
    assert.match(site.board.lines[0], /other registers/);
  });
}

registers('of an unknown unit are not used: the powers alone count', () => {
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

registers('that fall for one list and come back make no hour of what they fell by', () => {
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

registers('of export count from the list on that begins to tell them', () => {
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

registers.run();

const clocks = suite('account: clocks');
const SUMMER = Date.UTC(2026, 6, 14, 8, 20);

/** Lists of a meter whose clock goes with civil time in summer. */
function inSummerTime(push: Push): Uint8Array {
  const frame = push.bytes.slice();
  for (const place of push.hourly ? [17, 235] : [17]) frame[place + 5] = (frame[place + 5] + 1) % 24;
  return withFcs(frame);
}

clocks('of standard time and of civil time are told apart by NTP', () => {
  for (const frameOf of [undefined, inSummerTime]) {
    const site = createSite({ start: SUMMER }, {}, { ntp: true, frameOf });
    site.playTo(SUMMER + MINUTE_MS);
    assert.is(site.status().hour.start, '2026-07-14T10:00:00+02:00');
  }
});

clocks('without NTP a meter is taken to keep standard time, unless the setting says otherwise', () => {
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

clocks('that go back by hours take nothing of what was counted out of the day', () => {
  let late = 0;
  const site = createSite(
    { start: START },
    {},
    {
      frameOf(push) {
        const frame = push.bytes.slice();
        frame[17 + 5] += late;
        if (push.hourly) frame[235 + 5] += late;
        return withFcs(frame);
      },
    },
  );
  late = 2;
  site.playTo(at(10, 30));
  const before = site.status().today.import_kwh!;
  late = 0;
  site.playTo(at(10, 40));
  const { hour, today } = site.status();
  assert.is(hour.start, '2026-01-13T11:00:00+01:00');
  assert.ok(today.import_kwh! >= before);
  assert.is(site.rows('hours').at(-1)!.start, hour.start);
  assert.equal(site.board.lines, ['account: the clock went to 2026-01-13T11:00:00+01:00']);
});

/** A site whose meter says another time for as long as it is told to; `status` 1 for a clock that it does not trust. */
function createWandering(options: { ntp?: boolean } = {}): {
  site: Site;
  says(iso: string | null, status?: number): void;
} {
  let now: number[] | null = null;
  const site = createSite(
    { start: START },
    {},
    {
      ...options,
      frameOf(push) {
        const frame = push.bytes.slice();
        for (const place of push.hourly ? [17, 235] : [17]) if (now) frame.set(now, place);
        return withFcs(frame);
      },
    },
  );
  return {
    site,
    says(iso, status = 0) {
      now = iso === null ? null : dateTime(iso, status);
    },
  };
}

clocks('of 2000 are none, whether the meter says so or not: nothing is counted meanwhile, nor forgotten', () => {
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

clocks('that are years off do not count where NTP knows better', () => {
  for (const iso of ['2000-01-01T00:10:00', '2099-12-31T23:10:00']) {
    const { site, says } = createWandering({ ntp: true });
    says(iso);
    site.playTo(at(10, 5));
    assert.is(site.status().hour.start, '2026-01-13T11:00:00+01:00', iso);
    assert.is(site.rows('hours').length, 3);
    assert.equal(site.board.lines, []);
  }
});

clocks('of a computer that has not asked for the time yet take nothing from what was kept', () => {
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
    // A list is there a second after its time.
    site.board.utcAtStart = start - (aheadS + 1) * 1000;
    site.playTo(change + 2 * HOUR_MS + MINUTE_MS);
    for (const [i, row] of site.rows('hours').slice(1, -1).entries()) {
      const [book] = grownKwh(site.meter.books, i + 1);
      assert.equal([row.start, row.import_kwh, row.estimated], [row.start, book, false]);
    }
    assert.equal(site.board.lines, []);
  }
});

clocks('without a date are none, from the first list on', () => {
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

clocks('that are set on by years begin anew: what the registers grew by is not shared out over the years', () => {
  const { site, says } = createWandering();
  says('2019-01-13T10:10:00');
  site.playTo(at(10, 30));
  says(null);
  site.playTo(at(13, 1));
  for (const hour of [11, 12]) {
    const { import_kwh, estimated } = rowOf(site, `${hour + 1}`);
    assert.equal([import_kwh, estimated], [bookOf(site, at(hour)), false]);
  }
  assert.equal(site.board.lines, ['account: the clock went to 2026-01-13T11:00:00+01:00']);
});

clocks.run();

const cuts = suite('account: power cuts');

cuts('the hour under way goes on, and the register of the next list makes it whole', () => {
  const site = createSite({ start: START });
  site.playTo(at(10, 40));
  const before = site.status().hour.import_kwh!;
  site.powerCut(at(10, 45));
  assert.is(site.status().hour.start, null);
  site.playTo(at(10, 50));
  const after = site.status().hour;
  assert.ok(after.import_kwh! > before * 0.7, `${after.import_kwh} after ${before}`);
  site.playTo(at(11, 1));
  assert.equal([rowOf(site, '11').import_kwh, rowOf(site, '11').estimated], [bookOf(site, at(10)), false]);
});

cuts('what is kept before a restart is there to the last list', () => {
  const site = createSite({ start: START });
  site.playTo(at(10, 40));
  const before = [site.status().hour.import_kwh, site.rows('hours').slice(0, -1), site.status().peaks];
  site.save();
  site.powerCut(at(10, 40));
  site.playTo(at(10, 40) + 5000);
  const { hour, peaks } = site.status();
  assert.equal([site.rows('hours').slice(0, -1), peaks], before.slice(1));
  assert.ok(hour.import_kwh! - (before[0] as number) < 0.05);
});

cuts('a text that is broken is told and not used', () => {
  const site = createSite({ start: START });
  site.playTo(at(12, 40));
  site.board.files.set('account', site.board.files.get('account')!.replace(/.$/, 'x'));
  site.powerCut(at(12, 45));
  assert.equal(site.board.lines, ['storage: account is broken and not used']);
  assert.equal(site.rows('days'), []);
  site.playTo(at(14, 1));
  assert.equal(rowOf(site, '14').import_kwh, bookOf(site, at(13)));
});

cuts('the hour alone broken costs the hour so far', () => {
  const site = createSite({ start: START });
  site.playTo(at(12, 40));
  site.board.files.set('account-hour', '1,2,3');
  site.powerCut(at(12, 45));
  assert.equal(site.board.lines, ['storage: account-hour is broken and not used']);
  site.playTo(at(13, 1));
  assert.equal([rowOf(site, '13').import_kwh, rowOf(site, '13').estimated], [bookOf(site, at(12)), false]);
});

cuts('it is written on the hour and each ten minutes, and not while nothing changes', () => {
  const site = createSite({ start: START });
  const writes: string[] = [];
  const write = site.board.storage.write;
  site.board.storage.write = (name, text) => {
    writes.push(name);
    return write(name, text);
  };
  site.playTo(at(9, 0));
  writes.length = 0;
  site.playTo(at(12, 0));
  assert.is(writes.filter((name) => name === 'account').length, 3);
  assert.ok(writes.length <= 3 + 18, `${writes.length} writes in three hours`);
  assert.ok(writes.length >= 3 + 12, `${writes.length} writes in three hours`);
});

cuts('a storage that takes nothing is told once', () => {
  const site = createSite({ start: START });
  site.board.storageFull = true;
  site.playTo(at(12, 0));
  assert.equal(site.board.lines, ['storage: nothing was kept; a power cut would lose what was counted']);
});

cuts.run();

const texts = suite('account: /history and /status');

texts('hours, days and months are rows, as JSON or as CSV', () => {
  const site = createSite({ start: START });
  site.playTo(at(24 * 3));
  const hours = site.rows('hours');
  assert.is(hours.length, 48);
  assert.equal(Object.keys(hours[0]), ['start', 'import_kwh', 'export_kwh', 'estimated']);
  assert.equal(
    site.rows('days').map((row) => row.date),
    ['2026-01-13', '2026-01-14', '2026-01-15', '2026-01-16'],
  );
  assert.equal(
    site.rows('months').map((row) => row.month),
    ['2026-01'],
  );
  const csv = site.get('/history?span=days', 'Accept: text/csv\r\n');
  assert.is(csv.headers['content-type'], 'text/csv; charset=utf-8');
  assert.is(csv.headers['cache-control'], 'no-store');
  const lines = csv.body.split('\n');
  assert.is(lines[0], 'date,import_kwh,export_kwh,estimated');
  const second = site.rows('days')[1];
  assert.is(lines[2], `2026-01-14,${second.import_kwh},${second.export_kwh},false`);
  assert.is(lines.length, 6);
});

texts('the powers of the last hour are net watts by 10 s, null where none came', () => {
  const site = createSite({ start: START });
  site.playTo(at(10, 0));
  site.playTo(at(10, 1), () => true);
  site.playTo(at(10, 2));
  const power = JSON.parse(site.get('/history?span=power').body);
  assert.equal([power.span, power.step_s, power.end], ['power', 10, '2026-01-13T11:01:50+01:00']);
  assert.is(power.rows.length, 360);
  assert.equal(power.rows.slice(-12, -6), [null, null, null, null, null, null]);
  const [imported, exported] = site.meter.hourly().values;
  assert.is(power.rows[359], imported - exported);
  const csv = site.get('/history?span=power', 'Accept: text/csv\r\n').body.split('\n');
  assert.equal([csv[0], csv.length, csv[360], csv[350]], ['net_w', 362, String(imported - exported), '']);
});

texts('the powers of the last hour stay when the clock is set back by seconds', () => {
  const { site, says } = createWandering();
  const powers = (): unknown[] => JSON.parse(site.get('/history?span=power').body).rows;
  const known = (): number => powers().filter((one) => one !== null).length;
  site.playTo(at(9, 45));
  const before = known();
  says('2026-01-13T10:44:20');
  site.playTo(at(9, 45) + 5000);
  assert.is(known(), before - 3, 'those behind the new time are gone, and the oldest hour is as long as before');
  assert.is.not(powers().at(-1), null);
});

texts('a row that goes from the memory while the answer is sent is unknown, and no other hour in its place', () => {
  const site = createSite({ start: START });
  const [from, to] = [at(24 * 3, 57), at(24 * 4, 57)];
  site.playTo(from);
  const rowsOf = (body: string): Row[] => JSON.parse(body).rows;
  const before = rowsOf(site.get('/history?span=hours').body);
  const socket = site.askSlowly('/history?span=hours');
  // A day without a list, and the end of an hour.
  while (site.meter.due() < to) site.meter.next();
  site.playTo(to + 6 * MINUTE_MS);
  while (socket.closed === 'no') socket.happens('drain');
  const rows = rowsOf(answerOf(socket).body);
  assert.equal(
    rows.map((row) => row.start),
    before.map((row) => row.start),
  );
  const numbers = (some: Row[]) => some.map((row) => row.import_kwh);
  const sent = rows.findIndex((row) => row.import_kwh === null);
  assert.ok(sent > 0 && sent < 24);
  assert.equal(numbers(rows.slice(0, sent)), numbers(before.slice(0, sent)));
  assert.equal(
    numbers(rows.slice(sent, 25)),
    rows.slice(sent, 25).map(() => null),
  );
  assert.equal(numbers(rows.slice(25, 47)), numbers(before.slice(25, 47)));
});

texts('an unknown span is told what there is', () => {
  const site = createSite({ start: START });
  for (const query of ['', '?span=', '?span=years', '?spans=hours', '?xspan=hours', '?span=hoursx']) {
    const answer = site.get(`/history${query}`);
    assert.is(answer.status, 400, query);
    assert.match(answer.body, /hours, days, months, power/);
  }
  assert.is(site.get('/history?a=b&span=hours').status, 200);
});

texts('forecast, peaks, step and what is left follow from the hours', () => {
  const site = createSite({ start: START }, { steps_kw: '2,5,10', main_fuse_a: 40, grid: 'it' });
  site.playTo(at(24 * 2 + 10, 30));
  const it = site.status();
  assert.is(it.peaks.length, 3);
  const mean = it.peaks.reduce((sum, peak) => sum + peak.import_kwh, 0) / 3;
  assert.ok(Math.abs(it.peak_average_kw! - mean) < 0.0006);
  assert.is(it.capacity_step_kw, [2, 5, 10].find((step) => mean < step) ?? null);
  assert.ok(it.hour.forecast_kwh! > it.hour.import_kwh!);
  assert.equal(it.site, { main_fuse_a: 40, grid: 'it', peaks: 3, steps_kw: [2, 5, 10] });
});

texts('without steps none is known', () => {
  const site = createSite({ start: START }, { steps_kw: '' });
  site.playTo(at(12, 0));
  const it = site.status();
  assert.equal([it.capacity_step_kw, it.hour_left_kwh, it.site.steps_kw], [null, null, []]);
});

texts('a ratio of current transformers multiplies all of it', () => {
  const plain = createSite({ start: START });
  const times = createSite({ start: START }, { ct_ratio: 20 });
  for (const site of [plain, times]) site.playTo(at(11, 1));
  assert.is(rowOf(times, '11').import_kwh!.toFixed(1), (rowOf(plain, '11').import_kwh! * 20).toFixed(1));
  const last = (site: Site) => JSON.parse(site.get('/history?span=power').body).rows.at(-1);
  assert.is(last(times), last(plain) * 20);
});

texts.run();
