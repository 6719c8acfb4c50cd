import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createOutlets } from '../support/exports.js';
import { withByte } from '../support/frame.js';
import { twoQuadrantList } from '../support/lists.js';
import { samplesOf, valueIn } from '../support/prometheus.js';
import { createSite } from '../support/site.js';
import { wireOf } from '../support/vectors.js';

/** The metrics before any list, and after a long silence. */
const ALWAYS = ['han_frames_total', 'han_lost_bytes_total', 'han_up', 'han_uptime_seconds', 'han_wifi_rssi_dbm'];
const NOW = ['han_active_power_watts', 'han_reactive_power_vars', 'han_current_amperes', 'han_voltage_volts'];

function namesOf(text: string): string[] {
  return [...new Set(samplesOf(text).map((one) => one.name))];
}

const metrics = suite('metrics');

metrics('the parser of the tests rejects what Prometheus rejects', () => {
  const head = '# HELP a b\n# TYPE a gauge\n';
  assert.equal(samplesOf(`${head}a{x="\\"\\\\\\n"} 1.5\n`)[0].labels, { x: '"\\\n' });
  for (const bad of ['a 1', `${head}a null\n`, `${head}b 1\n`, `${head}a{x="\\u0001"} 1\n`, `${head}${head}a 1\n`]) {
    assert.throws(() => samplesOf(bad), undefined, bad);
  }
});

metrics('has the values of a list in base units, by direction and phase', () => {
  const outlets = createOutlets([wireOf('3ph-hourly-new'), wireOf('3ph-10s-new')]);
  const answer = outlets.get('/metrics');
  assert.is(answer.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  const samples = outlets.metrics();
  assert.is(valueIn(samples, 'han_active_power_watts', 'import'), '1468');
  assert.is(valueIn(samples, 'han_reactive_power_vars', 'export'), '462');
  assert.is(valueIn(samples, 'han_current_amperes', 'l2'), '2.02');
  assert.is(valueIn(samples, 'han_voltage_volts', 'l3'), '233');
  assert.is(valueIn(samples, 'han_frames_total', 'ok'), '2');
  assert.is(valueIn(samples, 'han_up'), '1');
  assert.equal(samples.find((one) => one.name === 'han_meter_info')?.labels, {
    id: '5706567000000001',
    type: '6841121BN243101040',
    list_version: 'Kamstrup_V0001',
  });
});

metrics('a unit of 10 Wh is 36000 J, to the last digit', () => {
  assert.is(
    valueIn(createOutlets([wireOf('3ph-hourly-new')]).metrics(), 'han_energy_joules_total', 'import'),
    '15380784000',
  );
  // 4294967295 units.
  const full = createOutlets([wireOf('max-values')]).metrics();
  assert.is(valueIn(full, 'han_energy_joules_total', 'import'), `${4294967295n * 36000n}`);
  const small = createOutlets([wireOf('3ph-hourly-new')], { energy_unit_wh: 1 }).metrics();
  assert.is(valueIn(small, 'han_energy_joules_total', 'import'), '1538078400');
});

metrics('ascending values are counters, and no others are', () => {
  const { body } = createOutlets([wireOf('3ph-hourly-new')]).get('/metrics');
  for (const [, name, type] of body.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    assert.is(type, /_total$/.test(name) ? 'counter' : 'gauge', name);
  }
});

metrics('before the first list there are only those of link and device', () => {
  assert.equal(namesOf(createOutlets().get('/metrics').body), ALWAYS);
});

metrics('registers are left out until the hourly list, and phases that the meter does not have always', () => {
  const samples = createOutlets([wireOf('1ph-10s-new')]).metrics();
  assert.is(valueIn(samples, 'han_energy_joules_total', 'import'), undefined);
  assert.equal(
    samples.filter((one) => one.name === 'han_voltage_volts').map((one) => one.labels),
    [{ phase: 'l1' }],
  );
});

metrics('stale measurements are left out; registers, sums and counters stay, and the age keeps rising', () => {
  const outlets = createOutlets([wireOf('3ph-hourly-new')]);
  outlets.pass(60000);
  const names = namesOf(outlets.get('/metrics').body);
  for (const name of NOW) assert.not.ok(names.includes(name), name);
  assert.ok(names.includes('han_energy_joules_total'));
  assert.is(valueIn(outlets.metrics(), 'han_up'), '0');
  assert.is(valueIn(outlets.metrics(), 'han_last_list_age_seconds'), '60');
  outlets.board.feed(wireOf('3ph-10s-new'));
  for (const name of NOW) assert.ok(namesOf(outlets.get('/metrics').body).includes(name), name);
});

metrics('damaged frames and lost bytes are counted', () => {
  const list = wireOf('3ph-10s-new');
  const outlets = createOutlets([withByte(list, 120, 0x55), withByte(list, 6, 0x55), list], {}, { overrunBytes: 7 });
  outlets.pass(1000);
  const samples = outlets.metrics();
  const { link } = JSON.parse(outlets.get('/status').body);
  assert.is(valueIn(samples, 'han_frames_total', 'fcs'), '1');
  assert.is(valueIn(samples, 'han_frames_total', 'hcs'), '1');
  assert.is(valueIn(samples, 'han_frames_total', 'length'), `${link.length_errors}`);
  assert.is(valueIn(samples, 'han_lost_bytes_total'), `${link.discarded_bytes + 7}`);
});

metrics('labels are escaped, and characters that are not printable become question marks', () => {
  const quoted = createOutlets([twoQuadrantList('a"1\\x{} ;,=\nzzzzz')]).metrics();
  assert.is(quoted.find((one) => one.name === 'han_meter_info')?.labels.id, 'a"1\\x{}?;,=?zzzzz');
  const control = createOutlets([wireOf('logicmachine-1')]).metrics();
  assert.is(control.find((one) => one.name === 'han_meter_info')?.labels.id, '?'.repeat(16));
});

metrics('hour, day and month are those of /status, in joules', () => {
  const start = Date.UTC(2026, 0, 15, 12);
  const site = createSite({ start }, {}, { ntp: true });
  site.playTo(start + 2.5 * 3600000);
  const samples = samplesOf(site.get('/metrics').body);
  const { hour, today, month } = site.status();
  assert.ok((hour.import_kwh as number) > 0);
  for (const [name, sums] of Object.entries({ hour, day: today, month })) {
    const wh = Math.round((sums.import_kwh as number) * 1000);
    assert.is(valueIn(samples, `han_${name}_energy_joules`, 'import'), `${wh * 3600}`, name);
  }
});

metrics('is 404 if the setting is off', () => {
  const outlets = createOutlets([wireOf('3ph-10s-new')], { metrics: false });
  assert.is(outlets.get('/metrics').status, 404);
  assert.is(outlets.get('/data.json').status, 200);
});

metrics.run();
