import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hourMarks, reachesNextStep } from '../../../board/page/hour.js';
import type { Status } from '../../../board/page/status.js';

const hour = suite('page: this hour');

/** An hour with a forecast 1 kWh above the limit, and this many peaks. */
function risky(count: number, changes: Status = {}): Status {
  const peaks = Array.from({ length: count }, (_, i) => ({ date: `2026-11-0${i + 1}`, hour: 7, import_kwh: 2 }));
  return { hour: { import_kwh: 0.5, forecast_kwh: 3 }, hour_left_kwh: 1.5, peaks, ...changes };
}

hour('its limit is the energy so far plus what is left', () => {
  assert.equal(hourMarks(risky(0)), { soFar: 0.5, forecast: 3, limit: 2 });
  assert.equal(hourMarks({}), { soFar: null, forecast: null, limit: null });
  assert.is(hourMarks(risky(3, { hour_left_kwh: null })).limit, null, 'above the last step');
});

hour('a forecast above the limit is reported once there are as many peaks as are averaged, not before', () => {
  assert.equal(
    [0, 1, 2, 3].map((count) => reachesNextStep(risky(count))),
    [false, false, false, true],
  );
  const site = { peaks: 1 };
  assert.equal(
    [0, 1].map((count) => reachesNextStep(risky(count, { site }))),
    [false, true],
    'as the device reports',
  );
  assert.is(reachesNextStep(risky(0, { peaks: null })), false);
});

hour('a forecast up to the limit, or none, is not reported', () => {
  assert.is(reachesNextStep(risky(3, { hour_left_kwh: 2.5 })), false);
  assert.is(reachesNextStep(risky(3, { hour_left_kwh: null })), false);
  assert.is(reachesNextStep(risky(3, { hour: { import_kwh: 0.5, forecast_kwh: null } })), false);
});

hour.run();
