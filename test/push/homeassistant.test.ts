import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FIELDS } from '../support/fields.js';
import { HA_TOKEN, type HomeAssistant, type Sensor, startHomeAssistant } from '../support/homeassistant.js';
import { createPushing, type Pushing } from '../support/pushing.js';

let ha: HomeAssistant;

function sensors(): Map<string, Sensor> {
  return ha.sensors.get([...ha.devices.values()][0]) ?? new Map();
}

function pushing(more: object = {}): Pushing {
  return createPushing({ homeassistant_url: ha.url, homeassistant_token: HA_TOKEN, ...more });
}

/** Plays a list and waits until it has arrived. */
async function arrives(it: Pushing, name?: string): Promise<Record<string, unknown>> {
  const before = ha.updates.length;
  it.list(name);
  await it.until(() => ha.updates.length > before && it.state('homeassistant')?.queued === 0, 'the list');
  return ha.updates[ha.updates.length - 1];
}

const homeAssistant = suite('Home Assistant');
homeAssistant.before.each(async () => {
  ha = await startHomeAssistant();
});
homeAssistant.after.each(async () => {
  const { faults } = ha;
  await ha.stop();
  assert.equal(faults, []);
});

homeAssistant('nothing is sent before the first list; then device, sensors and states, in this order', async () => {
  const it = pushing();
  assert.equal(it.state('homeassistant'), { target: 'homeassistant', queued: 0, sent: 0, dropped: 0, error: null });
  await it.until(() => it.board.ms > 30_000, 'half a minute');
  assert.equal(ha.asked, []);
  const states = await arrives(it);
  assert.equal(ha.asked, ['registration', ...Array(10).fill('register_sensor'), 'update_sensor_states']);
  assert.is(states.active_power_import_w, sensors().get('active_power_import_w')?.state);
  assert.type(states.active_power_import_w, 'number');
  assert.equal(
    Object.keys(states),
    FIELDS.slice(0, 10).map(([key]) => key),
    'no energy before the first hourly list',
  );
  const [device] = ha.registrations;
  assert.equal([device.device_name, device.device_id, device.model], ['han-reader', 'han-reader', 'fake']);
});

homeAssistant('each sensor has its unit and classes, and a readable name', async () => {
  const it = pushing();
  await arrives(it, '3ph-hourly-new');
  assert.is(sensors().size, 14);
  const energy = sensors().get('active_energy_import_kwh');
  assert.equal(
    [energy?.name, energy?.device_class, energy?.unit_of_measurement, energy?.state_class],
    ['Active energy import', 'energy', 'kWh', 'total_increasing'],
  );
  const current = sensors().get('current_l1_a');
  assert.equal(
    [current?.name, current?.device_class, current?.unit_of_measurement, current?.state_class],
    ['Current L1', 'current', 'A', 'measurement'],
  );
  assert.is(sensors().get('reactive_energy_import_kvarh')?.device_class, undefined);
});

homeAssistant('the sensors of the hourly list are registered when it arrives', async () => {
  const it = pushing();
  await arrives(it);
  await arrives(it);
  assert.is(ha.asked.length, 13);
  const states = await arrives(it, '3ph-hourly-new');
  assert.equal(ha.asked.slice(13), [...Array(4).fill('register_sensor'), 'update_sensor_states']);
  assert.is(Object.keys(states).length, 14);
});

homeAssistant(
  'a restart of the device neither registers it again nor its sensors; nor is a token needed any more',
  async () => {
    const it = pushing();
    await arrives(it);
    const asked = ha.asked.length;
    it.restart({ homeassistant_url: ha.url });
    await arrives(it);
    assert.equal(ha.asked.slice(asked), ['update_sensor_states']);
    assert.is(ha.devices.size, 1);
  },
);

homeAssistant('sensors that were removed in Home Assistant are registered again', async () => {
  const it = pushing();
  await arrives(it);
  ha.removeSensors();
  const asked = ha.asked.length;
  it.list();
  await it.until(() => it.state('homeassistant')?.queued === 0, 'the states');
  assert.equal(ha.asked.slice(asked), [
    'update_sensor_states',
    ...Array(10).fill('register_sensor'),
    'update_sensor_states',
  ]);
  assert.is(sensors().size, 10);
});

homeAssistant('a device that was removed in Home Assistant (410) is registered again', async () => {
  const it = pushing();
  await arrives(it);
  ha.removeDevice();
  it.list();
  await it.until(() => ha.devices.size === 1 && it.state('homeassistant')?.queued === 0, 'the device');
  assert.is(ha.registrations.length, 2);
  assert.is(sensors().size, 10);
});

homeAssistant('without a token a removed device names the missing setting, and sends nothing more', async () => {
  const it = pushing();
  await arrives(it);
  it.restart({ homeassistant_url: ha.url });
  ha.removeDevice();
  it.list();
  await it.until(() => it.state('homeassistant')?.error === 'homeassistant_token is missing', 'the reason');
  const asked = ha.asked.length;
  const { ms } = it.board;
  await it.until(() => it.board.ms > ms + 120_000, 'two minutes');
  assert.is(ha.asked.length, asked);
});

homeAssistant(
  'while Home Assistant is away or starts, it waits; then the latest values come, and no second device',
  async () => {
    const it = pushing();
    await arrives(it);
    await ha.stop();
    it.list();
    await it.until(() => it.state('homeassistant')?.error === 'no response', 'the failure');
    ha.loaded = false;
    await ha.start();
    await it.until(() => it.state('homeassistant')?.error === 'the webhook is unknown', 'the wait');
    ha.loaded = true;
    await arrives(it);
    assert.is(ha.registrations.length, 1);
    assert.is(it.state('homeassistant')?.error, null);
  },
);

homeAssistant('the first registration waits for mobile_app (404)', async () => {
  ha.loaded = false;
  const it = pushing();
  it.list();
  await it.until(() => it.state('homeassistant')?.error === 'mobile_app is not loaded', 'the reason');
  ha.loaded = true;
  await it.until(() => it.state('homeassistant')?.queued === 0, 'the states');
});

homeAssistant('if Home Assistant never knew the webhook, it gets a new registration after five minutes', async () => {
  const it = pushing();
  await arrives(it);
  ha.forget();
  const { ms } = it.board;
  it.list();
  await it.until(() => ha.registrations.length === 2, 'the registration');
  assert.ok(it.board.ms - ms > 240_000, `${it.board.ms - ms} ms`);
});

homeAssistant('another URL is another Home Assistant', async () => {
  const it = pushing();
  await arrives(it);
  it.restart({ homeassistant_url: `${ha.url}/`, homeassistant_token: HA_TOKEN });
  await arrives(it);
  assert.is(ha.registrations.length, 2);
});

homeAssistant('a rejected token is not tried again: Home Assistant bans clients that do so', async () => {
  const it = pushing({ homeassistant_token: 'a token that is wrong' });
  it.list();
  await it.until(() => it.state('homeassistant')?.error === 'homeassistant_token was rejected', 'the reason');
  const { ms } = it.board;
  await it.until(() => it.board.ms > ms + 600_000, 'ten minutes');
  assert.equal(ha.asked, ['registration']);
});

homeAssistant('a rejected sensor does not delay the others', async () => {
  ha.refuses = 'reactive_power_import_var';
  const it = pushing();
  const states = await arrives(it);
  assert.is(Object.keys(states).length, 9);
  assert.match(it.board.lines.join(), 'reactive_power_import_var was rejected');
});

homeAssistant('neither token nor webhook is in a response or in the log', async () => {
  const it = pushing();
  await arrives(it);
  ha.removeDevice();
  await arrives(it);
  const said = JSON.stringify([it.board.lines, it.state('homeassistant')]);
  for (const id of ['hook', HA_TOKEN]) assert.not.match(said, id);
});

homeAssistant('a request that hangs is aborted, and the states arrive once Home Assistant responds again', async () => {
  const it = pushing();
  ha.hangs = true;
  it.list();
  await it.until(() => it.state('homeassistant')?.error === 'no response', 'the failure');
  ha.hangs = false;
  await it.until(() => it.state('homeassistant')?.queued === 0, 'the states');
});

homeAssistant.run();
