import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scaleOf, valueText } from '../../src/reading/scale.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { fieldOf, readingOf } from '../support/readings.js';

/** The text of one raw value under a configuration. */
function textOf(key: string, raw: number, config: object = {}, registerUnitWh = 0): string {
  const { settings, faults } = checkSettings(coreSettings(), config);
  assert.equal(faults, []);
  const reading = readingOf({ [key]: raw });
  reading.registerUnitWh = registerUnitWh;
  return valueText(reading, fieldOf(key), scaleOf(settings));
}

const scale = suite('scale');

scale('the units of Norwegian meters are 1 W, 1 var, 0.01 A, 1 V and 10 Wh', () => {
  assert.is(textOf('active_power_import_w', 5426), '5426');
  assert.is(textOf('reactive_power_export_var', 233), '233');
  assert.is(textOf('current_l1_a', 2233), '22.33');
  assert.is(textOf('voltage_l1_v', 211), '211');
  assert.is(textOf('active_energy_import_kwh', 4426429), '44264.29');
  assert.is(textOf('reactive_energy_export_kvarh', 76940), '769.4');
});

scale('the largest number of each kind is exact', () => {
  assert.is(textOf('active_power_import_w', 4294967295), '4294967295');
  assert.is(textOf('current_l1_a', 4294967295), '42949672.95');
  assert.is(textOf('active_energy_import_kwh', 4294967295), '42949672.95');
  assert.is(textOf('active_energy_import_kwh', 4294967295, { ct_ratio: 10000 }), '429496729500');
});

scale('an unknown value is null, whatever its raw number is', () => {
  const reading = readingOf({});
  reading.values.fill(7);
  const { settings } = checkSettings(coreSettings(), {});
  for (let field = 0; field < reading.values.length; field++) {
    assert.is(valueText(reading, field, scaleOf(settings)), 'null');
  }
});

scale('a voltage above 1000 is in 0.01 V', () => {
  assert.is(textOf('voltage_l2_v', 1000), '1000');
  assert.is(textOf('voltage_l2_v', 1001), '10.01');
  assert.is(textOf('voltage_l2_v', 0x56b7), '221.99');
  assert.is(textOf('voltage_l3_v', 65535), '655.35');
});

scale('registers in 1 Wh have three decimal places', () => {
  assert.is(textOf('active_energy_import_kwh', 4426429, { energy_unit_wh: 1 }), '4426.429');
  assert.is(textOf('reactive_energy_import_kvarh', 1, { energy_unit_wh: 1 }), '0.001');
});

scale('registers are null until auto has found their unit, unless the list defines it', () => {
  assert.is(textOf('active_energy_import_kwh', 5, { energy_unit_wh: 'auto' }), 'null');
  assert.is(textOf('reactive_energy_export_kvarh', 5, { energy_unit_wh: 'auto' }), 'null');
  assert.is(textOf('active_energy_import_kwh', 5, { energy_unit_wh: 'auto' }, 1), '0.005');
  assert.is(textOf('active_energy_import_kwh', 5, { energy_unit_wh: 10 }, 1), '0.005');
  assert.is(textOf('active_power_import_w', 5, { energy_unit_wh: 'auto' }), '5');
});

scale('meters with current transformers measure in 0.001 A', () => {
  assert.is(textOf('current_l3_a', 2233, { current_unit_a: 0.001 }), '2.233');
});

scale('the ratio of current transformers multiplies current, power and energy, but not voltage', () => {
  const config = { ct_ratio: 40 };
  assert.is(textOf('current_l1_a', 123, config), '49.2');
  assert.is(textOf('active_power_export_w', 123, config), '4920');
  assert.is(textOf('reactive_power_import_var', 3, config), '120');
  assert.is(textOf('active_energy_import_kwh', 123, config), '49.2');
  assert.is(textOf('reactive_energy_import_kvarh', 123, config), '49.2');
  assert.is(textOf('voltage_l1_v', 230, config), '230');
  assert.is(textOf('voltage_l1_v', 23012, config), '230.12');
});

scale('a ratio with a fraction invents no digits that the meter does not have', () => {
  assert.is(textOf('current_l1_a', 333, { ct_ratio: 1.5 }), '5');
  assert.is(textOf('active_power_import_w', 5, { ct_ratio: 1.1 }), '6');
  assert.is(textOf('active_power_import_w', 4, { ct_ratio: 1.1 }), '4');
});

scale.run();
