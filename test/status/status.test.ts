import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLinkCounters } from '../../src/bytes/link-counters.js';
import { createReading } from '../../src/reading/reading.js';
import { scaleOf } from '../../src/reading/scale.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import {
  deviceObject,
  linkObject,
  measurementMembers,
  meterMembers,
  secondsText,
  utcText,
} from '../../src/status/status.js';
import { SOME_FACTS } from '../support/board.js';
import { FIELDS } from '../support/fields.js';
import { afterFrames } from '../support/reader.js';
import { wireOf } from '../support/vectors.js';

const SCALE = scaleOf(checkSettings(coreSettings(), undefined).settings);

function parse(members: string): Record<string, unknown> {
  return JSON.parse(`{${members}}`);
}

const status = suite('status');

status('before the first list all members of the meter are null', () => {
  const reading = createReading();
  assert.equal(parse(meterMembers(reading)), {
    meter: { id: null, type: null, list_version: null, protocol: null, layout: null },
    meter_time: null,
  });
  const measurements = parse(measurementMembers(reading, SCALE));
  assert.equal(Object.keys(measurements), FIELDS.map(([key]) => key).concat('energy_time'));
  for (const value of Object.values(measurements)) assert.is(value, null);
});

status('a list gives meter, time, layout and values', () => {
  const { reading } = afterFrames([wireOf('amstomqttbridge-readme')]);
  assert.equal(parse(meterMembers(reading)), {
    meter: {
      id: '5706567274389702',
      type: '6841121BN243101040',
      list_version: 'Kamstrup_V0001',
      protocol: 'han',
      layout: '3-phase 10 s, old firmware',
    },
    meter_time: '2017-10-20T03:43:30',
  });
  const measurements = parse(measurementMembers(reading, SCALE));
  assert.is(measurements.active_power_import_w, 1468);
  assert.is(measurements.active_energy_import_kwh, null);
  assert.is(measurements.energy_time, null);
});

status('a meter id of control characters is still JSON', () => {
  const { reading } = afterFrames([wireOf('logicmachine-1')]);
  const { meter } = parse(meterMembers(reading)) as { meter: { id: string } };
  assert.is(meter.id, '\u0001'.repeat(16));
});

status('the link has all counters, since when it is silent and what is wrong', () => {
  const link = { ...createLinkCounters(), bytes: 228, frames: 1, lists: 1 };
  assert.equal(JSON.parse(linkObject(link, 3, null, null)), {
    ...link,
    bad_frames_today: 3,
    silent_since: null,
    fault: null,
  });
  const silent = JSON.parse(linkObject(link, 0, Date.UTC(2026, 10, 21, 8), 'the port has gone: "COM3"'));
  assert.is(silent.silent_since, '2026-11-21T08:00:00Z');
  assert.is(silent.fault, 'the port has gone: "COM3"');
});

status('the device has its facts, and null for those that the board does not know', () => {
  assert.equal(JSON.parse(deviceObject(SOME_FACTS, '1.0.0', 'esp32', 61999, 'ntp')), {
    name: 'han-reader',
    version: '1.0.0',
    board: 'esp32',
    espruino: '2v25',
    uptime_s: 61,
    memory_free_percent: 41,
    heap_free_bytes: 27000,
    wifi_rssi_dbm: -61,
    ip: '192.0.2.7',
    clock: 'ntp',
    reset_reason: 'power on',
    faults: [],
    config_faults: [],
  });
  const nothing = {
    name: null,
    memory_free_percent: null,
    wifi_rssi_dbm: null,
    ip: null,
    reset_reason: null,
    espruino: null,
    heap_free_bytes: null,
  };
  const device = JSON.parse(
    deviceObject(
      { ...nothing, faults: ['Bluetooth is on'], config_faults: ['baud must be a number'] },
      '1.0.0',
      'host',
      0,
      'none',
    ),
  );
  for (const key of Object.keys(nothing)) assert.is(device[key], null, key);
  assert.equal(device.faults, ['Bluetooth is on']);
  assert.equal(device.config_faults, ['baud must be a number']);
});

status('times and ages are JSON, or null', () => {
  assert.is(utcText(null), 'null');
  assert.is(utcText(0), '"1970-01-01T00:00:00Z"');
  assert.is(secondsText(null), 'null');
  assert.equal([0, 99, 100, 3249, 86400000].map(secondsText), ['0', '0', '0.1', '3.2', '86400']);
});

status.run();
