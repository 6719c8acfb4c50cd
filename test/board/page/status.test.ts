import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dateOf, netPower } from '../../../board/page/status.js';

const status = suite('page: status');

status('power is import less export, and unknown only if both are', () => {
  assert.is(netPower({ active_power_import_w: 5426, active_power_export_w: 0 }), 5426);
  assert.is(netPower({ active_power_import_w: 0, active_power_export_w: 1250 }), -1250);
  assert.is(netPower({ active_power_import_w: 700, active_power_export_w: null }), 700);
  assert.is(netPower({ active_power_import_w: null }), null);
});

status('today is the date of the current hour, or else of the meter clock', () => {
  assert.is(dateOf({ hour: { start: '2026-07-01T00:00:00+02:00' }, meter_time: '2026-06-30T23:10:00' }), '2026-07-01');
  assert.is(dateOf({ hour: null, meter_time: '2026-06-30T23:10:00' }), '2026-06-30');
  assert.is(dateOf({}), null);
});

status.run();
