import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hourMarks, reachesNextStep } from '../../../board/page/hour.js';
import type { Status } from '../../../board/page/status.js';

const hour = suite('page: this hour');

/** An hour of whose forecast 1 kWh is too much, with so many peaks. */
function risky(count: number, changes: Status = {}): Status {
  const peaks = Array.from({ length: count }, (_, i) => ({ date: `2026-11-0${i + 1}`, hour: 7, import_kwh: 2 }));
  return { hour: { import_kwh: 0.5, forecast_kwh: 3 }, hour_left_kwh: 1.5, peaks, ...changes };
}

hour('its limit is what it has used and what is left', () => {
  assert.equal(hourMarks(risky(0)), { soFar: 0.5, forecast: 3, limit: 2 });
  assert.equal(hourMarks({}), { soFar: null, forecast: null, limit: null });
  assert.is(hourMarks(risky(3, { hour_left_kwh: null })).limit, null, 'above the last step');
});

hour('a forecast above the limit is told when as many peaks stand as are averaged, not before', () => {
  assert.equal(
    [0, 1, 2, 3].map((count) => reachesNextStep(risky(count))),
    [false, false, false, true],
  );
  const site = { peaks: 1 };
  assert.equal(
    [0, 1].map((count) => reachesNextStep(risky(count, { site }))),
    [false, true],
    'as the device tells',
  );
  assert.is(reachesNextStep(risky(0, { peaks: null })), false);
});

hour('a forecast up to the limit, or none, is not', () => {
  assert.is(reachesNextStep(risky(3, { hour_left_kwh: 2.5 })), false);
  assert.is(reachesNextStep(risky(3, { hour_left_kwh: null })), false);
  assert.is(reachesNextStep(risky(3, { hour: { import_kwh: 0.5, forecast_kwh: null } })), false);
});

hour.run();
