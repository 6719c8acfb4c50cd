import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fullStatus } from '../../browser/household.js';

const house = suite('page: the made-up house of tests and pictures');

house('its phases carry what its power says, by a little more: no load is without reactive power', () => {
  const { active_power_import_w, ...it } = fullStatus();
  const apparent = [
    [it.voltage_l1_v, it.current_l1_a],
    [it.voltage_l2_v, it.current_l2_a],
    [it.voltage_l3_v, it.current_l3_a],
  ].reduce((sum, [volt, ampere]) => sum + (volt ?? 0) * (ampere ?? 0), 0);
  const factor = (active_power_import_w ?? 0) / apparent;
  assert.ok(factor > 0.95 && factor < 1, `${apparent} VA`);
  assert.is(it.site?.grid, 'tn');
  assert.match(it.meter?.type ?? '', /^684113/, 'with a neutral');
});

house('with what is left for its hour the mean of its peaks stands at the step', () => {
  const { hour, hour_left_kwh, capacity_step_kw, peaks } = fullStatus();
  const limit = (hour?.import_kwh ?? 0) + (hour_left_kwh ?? 0);
  const [first, second] = (peaks ?? []).map((peak) => peak.import_kwh ?? 0);
  assert.is(((first + second + limit) / 3).toFixed(6), (capacity_step_kw as number).toFixed(6));
});

house.run();
