import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { at, bookOf, hourly, rowOf, START } from '../support/account.js';
import { createSite } from '../support/site.js';

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

hours('the current hour is integrated from the powers and marked; the list of 11:00:05 closes 10 to 11', () => {
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

hours('the integral alone is exact to one unit of the registers', () => {
  const site = createSite({ start: START });
  site.playTo(at(13, 1), hourly);
  for (const hour of [10, 11, 12, 13]) {
    const row = rowOf(site, String(hour));
    assert.ok(row.estimated);
    assert.ok(Math.abs(row.import_kwh! - bookOf(site, at(hour - 1))) <= 0.02, `${hour}: ${row.import_kwh}`);
  }
});

hours('a missed hourly list does not double an hour or make a peak', () => {
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

hours('a power lasts for a minute at most: it does not count through a longer silence', () => {
  const site = createSite({ start: START });
  site.playTo(at(9, 5));
  const before = site.status().hour.import_kwh!;
  site.playTo(at(9, 7), () => true);
  site.playTo(at(9, 7) + 15000);
  const grown = site.status().hour.import_kwh! - before;
  // Only the ten seconds between the two lists after it count.
  const [watts] = site.meter.hourly().values;
  assert.ok(grown < (watts / 1000) * (20 / 3600), `${grown} kWh at ${watts} W`);
});

hours('a gap is null until the register gives its energy, which is then distributed and marked', () => {
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

hours('a gap over several days is distributed by day', () => {
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
  // The hour in which it began has only the powers.
  assert.ok(Math.abs(month - grown) < 5, `${month} for ${grown}`);
});

hours('that lose their slot before a register arrives have still made their peaks', () => {
  const site = createSite({ start: START });
  site.playTo(at(40), hourly);
  const [before] = site.status().peaks;
  site.playTo(at(24 * 5), hourly);
  assert.is(site.rows('hours').length, 48);
  const { peaks } = site.status();
  assert.ok(peaks[0].import_kwh >= before.import_kwh, `${JSON.stringify(before)} ${JSON.stringify(peaks)}`);
});

hours.run();
