import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fullStatus } from '../../browser/household.js';

const house = suite('page: status of the made-up house');

house('the apparent power of its phases is slightly above its active power', () => {
  const { active_power_import_w, ...status } = fullStatus();
  const apparent = [
    [status.voltage_l1_v, status.current_l1_a],
    [status.voltage_l2_v, status.current_l2_a],
    [status.voltage_l3_v, status.current_l3_a],
  ].reduce((sum, [volt, ampere]) => sum + (volt ?? 0) * (ampere ?? 0), 0);
  const factor = (active_power_import_w ?? 0) / apparent;
  assert.ok(factor > 0.95 && factor < 1, `${apparent} VA`);
  assert.is(status.site?.grid, 'tn');
  assert.match(status.meter?.type ?? '', /^684113/, 'with a neutral');
});

house('with what is left for the hour, the average of its peaks is at the limit of the step', () => {
  const { hour, hour_left_kwh, capacity_step_kw, peaks } = fullStatus();
  const limit = (hour?.import_kwh ?? 0) + (hour_left_kwh ?? 0);
  const [first, second] = (peaks ?? []).map((peak) => peak.import_kwh ?? 0);
  assert.is(((first + second + limit) / 3).toFixed(6), (capacity_step_kw as number).toFixed(6));
});

house.run();
