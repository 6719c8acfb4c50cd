import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clockOf } from '../../../board/page/format.js';
import { dayBefore, marksOf, monthOf, PowerSeries, statisticsOf, stepOf, twoDays } from '../../../board/page/series.js';
import type { HourRow } from '../../../board/page/status.js';

const series = suite('page: series');

function row(start: string, import_kwh: number | null): HourRow {
  return { start, import_kwh, export_kwh: null };
}

series('hours stand at their index, and a gap stays a gap', () => {
  const days = twoDays(
    [row('2026-11-20T17:00:00+01:00', 4), row('2026-11-21T00:00:00+01:00', 1), row('2026-11-21T01:00:00+01:00', null)],
    '2026-11-21',
  );
  assert.is(days.hours.length, 24);
  assert.is(days.yesterday[17], 4);
  assert.equal(days.today.slice(0, 3), [1, null, null]);
});

series('an hour that occurs twice when the clock is set back has two indexes', () => {
  const days = twoDays([row('2026-10-25T02:00:00+02:00', 1), row('2026-10-25T02:00:00+01:00', 2)], '2026-10-25');
  assert.is(days.hours.length, 25);
  assert.equal(days.hours.slice(1, 5), [1, 2, 2, 3]);
  assert.equal(days.today.slice(1, 5), [null, 1, 2, null]);
});

series('a month has all its days, and none of other months', () => {
  const month = monthOf(
    [
      { date: '2028-02-29', import_kwh: 30 },
      { date: '2028-01-29', import_kwh: 99 },
    ],
    '2028-02',
  );
  assert.is(month.days.length, 29);
  assert.equal(month.bought.slice(-2), [null, 30]);
});

series('the day before is found across months and years', () => {
  assert.is(dayBefore('2026-03-01'), '2026-02-28');
  assert.is(dayBefore('2026-01-01'), '2025-12-31');
});

series('mean and highest value leave out what is unknown', () => {
  assert.equal(statisticsOf([null, 1, 5, null, 3]), { mean: 3, high: 5, at: 2 });
  assert.is(statisticsOf([null]), null);
});

series('power keeps an hour; a pause of three lists is a gap', () => {
  const power = new PowerSeries();
  power.reset('2026-11-21T10:00:00+01:00', 10, Array(360).fill(100));
  const end = power.times[359];
  assert.is(end - power.times[0], 3590);
  power.add(end + 10, 200);
  power.add(end + 20, 300);
  assert.equal(power.watts.slice(-3), [100, 200, 300]);
  assert.is(power.times[0], end + 20 - 3600);
  power.add(end + 60, 400);
  assert.equal(power.watts.slice(-3), [300, null, 400]);
  power.add(end, 500);
  assert.is(power.watts.at(-1), 400);
});

series('the last hour has labels every 10 minutes, on a narrow chart every 15', () => {
  const now = Date.UTC(2026, 10, 21, 17, 42, 10) / 1000;
  const labels = (width: number): string[] =>
    marksOf(now, width).map((mark) => clockOf(new Date(mark * 1000).toISOString()));
  assert.equal(labels(700), ['16:50', '17:00', '17:10', '17:20', '17:30', '17:40']);
  assert.equal(labels(250), ['16:45', '17:00', '17:15', '17:30']);
});

series('a label that the end of the chart would cut off is left out', () => {
  const ten = Date.UTC(2026, 10, 21, 17, 40) / 1000;
  for (const width of [250, 400, 560, 700, 1200]) {
    for (let now = ten; now < ten + 900; now += 5) {
      const marks = marksOf(now, width);
      assert.ok(((now - (marks.at(-1) as number)) * width) / 3600 >= 15);
      assert.ok(marks[0] >= now - 3600 && marks.length >= 3);
    }
  }
});

series('a step ends at its upper limit, and the last one has none', () => {
  const steps_kw = [2, 5, 10];
  assert.equal(stepOf({ site: { steps_kw }, capacity_step_kw: 10 }), { from: 5, to: 10, index: 2 });
  assert.equal(stepOf({ site: { steps_kw }, capacity_step_kw: 2 }), { from: 0, to: 2, index: 0 });
  assert.equal(stepOf({ site: { steps_kw }, capacity_step_kw: null, peak_average_kw: 12 }), {
    from: 10,
    to: null,
    index: 3,
  });
  assert.is(
    stepOf({ site: { steps_kw }, capacity_step_kw: null, peak_average_kw: 10 })?.to,
    null,
    'an average at the last limit is above it',
  );
  assert.is(stepOf({ site: { steps_kw }, capacity_step_kw: null, peak_average_kw: null }), null);
  assert.is(stepOf({}), null);
});

series.run();
