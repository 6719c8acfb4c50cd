/** What the device sends by itself, on the real interpreter: to Home Assistant, to InfluxDB and to a webhook. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HA_TOKEN, startHomeAssistant } from '../support/homeassistant.js';
import { killAll, start, until } from '../support/program.js';
import { startRecorder } from '../support/recorder.js';
import { boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED } from './launch.js';
import { feed, get, limited, settled, varsInUse } from './talk.js';

interface PushState {
  target: string;
  queued: number;
  sent: number;
  dropped: number;
  error: string | null;
}

interface Status {
  push: PushState[] | null;
  link: Record<string, number>;
}

const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123' };

async function statusOf(device: Device): Promise<Status> {
  return (await get(device, '/status')).json() as Promise<Status>;
}

async function stateOf(device: Device): Promise<PushState> {
  const { push } = await statusOf(device);
  return (push as PushState[])[0];
}

/** Waits until nothing waits to be sent. */
function delivered(device: Device): Promise<true> {
  return until(async () => ((await stateOf(device)).queued === 0 ? true : null), 'an empty queue', 40);
}

const tests = suite('device on Espruino: what it sends');
tests.after.each(killAll);
const device = limited(tests);

device('Home Assistant: registration, sensors, states; a reboot registers nothing again; it heals itself', async () => {
  const ha = await startHomeAssistant();
  const config = { homeassistant_url: ha.url, homeassistant_token: HA_TOKEN, homeassistant_every_s: 0 };
  const one = await boot({ ...CONFIG, ...config });
  await feed(one);
  await delivered(one);
  assert.equal(ha.asked, ['registration', ...Array(10).fill('register_sensor'), 'update_sensor_states']);
  await feed(one, '3ph-hourly-new');
  await delivered(one);
  const states = ha.updates[ha.updates.length - 1];
  const status = (await (await get(one, '/status')).json()) as Record<string, unknown>;
  assert.is(Object.keys(states).length, 14);
  for (const [key, value] of Object.entries(states)) assert.is(value, status[key], key);
  await one.reboot();
  let asked = ha.asked.length;
  await feed(one);
  await delivered(one);
  assert.equal(ha.asked.slice(asked), ['update_sensor_states']);
  ha.removeSensors();
  await feed(one);
  await until(async () => ([...ha.sensors.values()][0].size === 10 ? true : null), 'the sensors');
  await delivered(one);
  asked = ha.asked.length;
  ha.removeDevice();
  await feed(one);
  await until(async () => (ha.devices.size === 1 ? true : null), 'the device');
  await delivered(one);
  assert.is(ha.registrations.length, 2);
  const said = one.said() + (await (await get(one, '/config')).text());
  for (const secret of [/hook\d/, HA_TOKEN]) assert.not.match(said, secret);
  assert.equal(ha.faults, []);
  await ha.stop();
});

device(
  'InfluxDB and webhook: what waited while the servers were away comes in order, one request at a time',
  async () => {
    const server = await startRecorder();
    const url = `http://127.0.0.1:${server.port}`;
    const one = await boot({
      ...CONFIG,
      influx_url: `${url}/write?db=han`,
      webhook_url: `${url}/hook`,
      influx_token: 'a:b',
    });
    await feed(one);
    await until(async () => (server.posted.length === 2 ? true : null), 'line and list');
    const [line, list] = [...server.posted].sort((a, b) => (a.url < b.url ? 1 : -1));
    assert.is(line.url, '/write?db=han&precision=s');
    assert.is(line.headers.authorization, 'Basic YTpi');
    assert.match(line.body, /^han,meter=\d+ active_power_import_w=\d+,[a-z0-9_=.,]+ \d{10}\n$/);
    assert.type(JSON.parse(list.body).active_power_import_w, 'number');
    await server.stop();
    // The hourly list last: without a time server the time is that of the list.
    for (let i = 0; i < 12; i++) await feed(one, i === 11 ? '3ph-hourly-new' : '3ph-10s-new');
    await until(async () => ((await stateOf(one)).error === 'no response' ? true : null), 'the failure');
    server.posted = [];
    await server.start();
    await until(
      async () => ((await statusOf(one)).push?.every((it) => it.queued === 0) ? true : null),
      'all lists',
      60,
    );
    const lines = server.posted.filter((it) => it.url !== '/hook').flatMap((it) => it.body.trim().split('\n'));
    const times = lines.filter((it) => !it.includes('energy')).map((it) => Number(it.split(' ').pop()));
    assert.is(lines.length, 13);
    assert.equal(times, [...times].sort());
    const lists = server.posted.filter((it) => it.url === '/hook').map((it) => JSON.parse(it.body));
    assert.is(lists.length, 12);
    assert.equal(
      lists.map((it) => it.active_energy_import_kwh !== null),
      Array.from({ length: 12 }, (_, i) => i === 11),
    );
    assert.is(server.most, 1);
    for (const it of (await statusOf(one)).push as PushState[]) assert.is(it.dropped, 0);
    await server.stop();
  },
);

device('servers that hang, refuse and reset leave UART, answers and memory as they were', async () => {
  const server = await startRecorder();
  const url = `http://127.0.0.1:${server.port}`;
  const one = await boot({ ...CONFIG, influx_url: `${url}/write?db=han`, webhook_url: `${url}/hook` });
  await feed(one);
  await until(async () => ((await statusOf(one)).push?.every((it) => it.queued === 0) ? true : null), 'the first list');
  await statusOf(one);
  const before = await varsInUse(one);
  const meter = await start(['simulate', '--serial', one.meter], /sends on/);
  server.hangs = true;
  await until(async () => ((await stateOf(one)).error === 'no response' ? true : null), 'a time-out', 40);
  for (let i = 0; i < 20; i++) assert.is((await get(one, '/status')).status, 200);
  const { link } = await until(() => statusOf(one).then((it) => (it.link.lists >= 3 ? it : null)), 'lists', 45);
  await meter.stop();
  for (const name of ['discarded_bytes', 'fcs_errors', 'hcs_errors', 'length_errors', 'timeouts', 'overruns']) {
    assert.is(link[name], 0, name);
  }
  await server.stop();
  for (let i = 0; i < 100; i++) await feed(one);
  await until(async () => ((await statusOf(one)).push?.every((it) => it.queued === 30) ? true : null), 'full queues');
  const full = (await varsInUse(one)) - (await one.evaluate<number>('LENT.vars'));
  assert.ok(full < 3800, `${full} JsVars with full queues`);
  server.hangs = false;
  await server.start();
  // The pauses go by, with time for the sockets in between.
  for (let i = 0; i < 61; i++) await one.evaluate('LENT.pass(1)');
  await until(
    async () => ((await statusOf(one)).push?.every((it) => it.queued === 0) ? true : null),
    'empty queues',
    60,
  );
  await settled(one, before);
  await server.stop();
});

if (INTERPRETER) tests.run();
else console.log(SKIPPED);
