import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { at, createWandering, MINUTE_MS, powersOf, rowOf, START } from '../support/account.js';
import { createSite, HOUR_MS, type Row, type Site } from '../support/site.js';
import { answerOf } from '../support/socket.js';

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

texts('the powers of the last hour are net watts per 10 s, null if missing', () => {
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
  const known = (): number => powersOf(site).filter((one) => one !== null).length;
  site.playTo(at(9, 45));
  const before = known();
  says('2026-01-13T10:44:20');
  site.playTo(at(9, 45) + 5000);
  assert.is(known(), before - 3, 'those behind the new time are gone, and the oldest hour is as long as before');
  assert.is.not(powersOf(site).at(-1), null);
});

texts('a row that is overwritten while the response is sent is unknown, and not another hour', () => {
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

texts('an unknown span is an error that names the spans', () => {
  const site = createSite({ start: START });
  for (const query of ['', '?span=', '?span=years', '?spans=hours', '?xspan=hours', '?span=hoursx']) {
    const answer = site.get(`/history${query}`);
    assert.is(answer.status, 400, query);
    assert.match(answer.body, /hours, days, months, power/);
  }
  assert.is(site.get('/history?a=b&span=hours').status, 200);
});

texts('forecast, peaks, step and remaining energy follow from the hours', () => {
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

/** The mean import of the last five minutes, kW. */
function meanKw(site: Site): number {
  const last = powersOf(site).slice(-30) as number[];
  assert.is(last.length, 30);
  return last.reduce((sum, watts) => sum + Math.max(watts, 0), 0) / 30 / 1000;
}

for (const [name, start] of [
  ['in winter', START],
  ['in the sun, of which none counts as less than none', Date.UTC(2026, 5, 13, 9, 20)],
] as const) {
  texts(`the forecast is the hour so far plus the mean of five minutes for the rest: ${name}`, () => {
    const site = createSite({ start });
    // Half an hour is left.
    site.playTo(start + 70 * MINUTE_MS + 1000);
    const { hour } = site.status();
    assert.is(
      powersOf(site)
        .slice(-30)
        .some((watts) => watts! < 0),
      start !== START,
    );
    const expected = hour.import_kwh! + meanKw(site) / 2;
    assert.ok(Math.abs(hour.forecast_kwh! - expected) < 0.0011, `${hour.forecast_kwh}, not ${expected}`);
  });
}

texts('there is no forecast from stale lists', () => {
  const site = createSite({ start: START });
  site.playTo(at(10, 30));
  assert.type(site.status().hour.forecast_kwh, 'number');
  site.board.ms += 40000;
  assert.is(site.status().hour.forecast_kwh, null);
});

texts('a new month starts without the peaks of the previous one', () => {
  const start = Date.UTC(2026, 0, 31, 10);
  const site = createSite({ start });
  site.playTo(start + 12 * HOUR_MS + 59 * MINUTE_MS);
  assert.ok(site.status().peaks.length > 0);
  site.playTo(start + 13 * HOUR_MS + 20 * MINUTE_MS);
  const { hour, peaks } = site.status();
  assert.is(hour.start, '2026-02-01T00:00:00+01:00');
  assert.equal(peaks, []);
});

texts('without steps the step is unknown', () => {
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
  assert.is(powersOf(times).at(-1), powersOf(plain).at(-1)! * 20);
});

texts.run();
