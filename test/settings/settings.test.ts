import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Checked, checkSettings, coreSettings, type Setting } from '../../src/settings/settings.js';

const INITIAL = {
  energy_unit_wh: 10,
  current_unit_a: 0.01,
  ct_ratio: 1,
  meter_clock: 'auto',
  peaks: 3,
  peaks_per_day: 1,
  steps_kw: '2,5,10,15,20,25,50,75,100',
  meter: 'han',
  poll_s: 0,
  main_fuse_a: 63,
  grid: 'tn',
  data_json: true,
  metrics: true,
  raw_port: 0,
  hide_meter_id: false,
  allowed_hosts: '',
  homeassistant_url: '',
  homeassistant_token: '',
  homeassistant_every_s: 10,
  influx_url: '',
  influx_token: '',
  influx_every_s: 0,
  webhook_url: '',
  webhook_every_s: 0,
};
const NAMED: Setting[] = [
  ...coreSettings(),
  { name: 'name', defaultValue: 'han', range: [3, 8] },
  { name: 'quiet', defaultValue: false },
];

function check(config: unknown): Checked {
  return checkSettings(coreSettings(), config);
}

const settings = suite('settings');

settings('every default value is valid', () => {
  assert.equal(check({ ...(check(undefined).settings as object) }), { settings: INITIAL, faults: [] });
});

settings('no configuration gives the default values without a fault', () => {
  assert.equal(check(undefined), { settings: INITIAL, faults: [] });
  assert.equal(check({}), { settings: INITIAL, faults: [] });
});

settings('valid values are used', () => {
  const given = { energy_unit_wh: 'auto', current_unit_a: 0.001, ct_ratio: 40.5 };
  assert.equal(check(given), { settings: { ...INITIAL, ...given }, faults: [] });
});

settings('an invalid value is replaced by its default and named with the reason, and the rest is used', () => {
  const { settings: checked, faults } = check({ energy_unit_wh: 100, current_unit_a: 0.001, ct_ratio: '40' });
  assert.equal(checked, { ...INITIAL, current_unit_a: 0.001 });
  assert.equal(faults, ['energy_unit_wh must be one of 10, 1, auto', 'ct_ratio must be a number']);
});

settings('a number must be within its range, limits included', () => {
  for (const ratio of [1, 10000]) assert.equal(check({ ct_ratio: ratio }).faults, []);
  for (const ratio of [0.999, 10001, -1, Number.NaN, Infinity]) {
    assert.equal(check({ ct_ratio: ratio }), { settings: INITIAL, faults: ['ct_ratio must be 1 to 10000'] });
  }
});

settings('a number must be whole, except for the ratio of current transformers', () => {
  assert.is(check({ ct_ratio: 1.5 }).settings.ct_ratio, 1.5);
  for (const name of ['peaks', 'raw_port', 'poll_s']) {
    assert.equal(check({ [name]: 2.5 }), { settings: INITIAL, faults: [`${name} must be a whole number`] });
  }
});

settings('steps must rise', () => {
  assert.is(check({ steps_kw: '2,5.5, 10' }).settings.steps_kw, '2,5.5, 10');
  for (const text of ['5,2', 'few', '1,3,x']) {
    assert.equal(check({ steps_kw: text }), {
      settings: INITIAL,
      faults: ['steps_kw must be a list of rising numbers'],
    });
  }
});

settings('a text must have the right length, and a boolean must be one', () => {
  const taken = checkSettings(NAMED, { name: '12345678', quiet: true });
  assert.equal(taken, { settings: { ...INITIAL, name: '12345678', quiet: true }, faults: [] });
  const refused = checkSettings(NAMED, { name: '123456789', quiet: 1 });
  assert.equal(refused.settings, { ...INITIAL, name: 'han', quiet: false });
  assert.equal(refused.faults, ['name must be 3 to 8 characters', 'quiet must be a boolean']);
  assert.equal(checkSettings(NAMED, { name: '12' }).faults, ['name must be 3 to 8 characters']);
  assert.equal(checkSettings(NAMED, { name: '' }).settings.name, '', 'empty is none');
});

settings('over existing values, null leaves a value as it is, and so does an invalid value', () => {
  const base = { ...INITIAL, ct_ratio: 40 };
  assert.equal(checkSettings(coreSettings(), { ct_ratio: null, energy_unit_wh: 1 }, base), {
    settings: { ...base, energy_unit_wh: 1 },
    faults: [],
  });
  assert.equal(checkSettings(coreSettings(), { ct_ratio: 0 }, base).settings, base);
  assert.equal(checkSettings(coreSettings(), { ct_ratio: null }).faults, ['ct_ratio must be a number']);
});

settings('an unknown name is reported', () => {
  assert.equal(check({ ct_ration: 2 }), { settings: INITIAL, faults: ['ct_ration is not a setting'] });
  assert.equal(check(JSON.parse('{"__proto__": 1}')).faults, ['__proto__ is not a setting']);
});

settings('a configuration that is not an object is reported', () => {
  for (const config of [null, [], 7, 'x', true]) {
    assert.equal(check(config), { settings: INITIAL, faults: ['the configuration is not a JSON object'] });
  }
});

settings.run();
