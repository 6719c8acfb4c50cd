/** What others fetch from the device's bundle, on the real interpreter. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createMeter } from '../../board/host/simulator/meter.js';
import { EVCC_GRID, EVCC_SOLAR } from '../support/evcc.js';
import { freePort, isInstalled, killAll, start, track, until } from '../support/program.js';
import { samplesOf, valueIn } from '../support/prometheus.js';
import { boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED } from './launch.js';
import { feed, get, limited, settled, varsInUse } from './talk.js';

const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123' };
/** Of 5000, some 2800 of which are in use. */
const MOST_AT_ONCE = 1200;
/** What is handed to a stuck reader at once, less than it may leave waiting, and how often at most: the computer takes some. */
const PUMPED = 900;
const MOST_PUMPS = 10_000;
/** Bytes that are sent at once. */
const PIECE = 512;
/** 1 kB that waits, and a socket. */
const MOST_OF_STUCK = 200;

/** Runs before the bundle: what is in use (garbage collected, as Espruino does when it needs room) when something is written, and closed. */
const WATCHED_SOCKETS = `
LENT.peak = LENT.destroyed = 0;
LENT.createServer = require('net').createServer;
require('net').createServer = function (serve) {
  return LENT.createServer(function (socket) {
    socket.put = socket.write;
    socket.write = function (text) {
      LENT.peak = Math.max(LENT.peak, process.memory().usage);
      return this.put(text);
    };
    serve(socket);
    socket.close = socket.destroy;
    socket.destroy = function () {
      LENT.destroyed++;
      this.close();
    };
  });
};
`;

interface Status {
  link: Record<string, number>;
}

async function statusOf(device: Device): Promise<Status> {
  return (await get(device, '/status')).json() as Promise<Status>;
}

async function join(port: number): Promise<{ socket: Socket; bytes(): Buffer; closed: Promise<unknown> }> {
  const pieces: Buffer[] = [];
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  socket.on('data', (piece) => pieces.push(piece as Buffer));
  return { socket, bytes: () => Buffer.concat(pieces), closed };
}

const tests = suite('what others fetch, on Espruino');
tests.after.each(killAll);
const outlets = limited(tests);

outlets('is 503 with the reason before the first list, but for the metrics', async () => {
  const device = await boot(CONFIG);
  for (const path of ['/healthz', '/data.json']) {
    const answer = await get(device, path);
    assert.is(answer.status, 503, path);
    assert.is(await answer.text(), '503: no list yet\n');
  }
  assert.is(valueIn(samplesOf(await (await get(device, '/metrics')).text()), 'han_up'), '0');
});

outlets('tells the values of a list, the largest that there are to the last digit', async () => {
  const device = await boot(CONFIG);
  for (const name of ['3ph-hourly-new', '3ph-10s-new']) await feed(device, name);
  assert.is(await (await get(device, '/healthz')).text(), 'ok\n');
  const json = await (await get(device, '/data.json')).text();
  const values = JSON.parse(json);
  assert.equal([values.i, values.w, values.ic, values.l1], [1468, 1468, 4272.44, { i: 5.64, u: 232, p: 0 }]);
  if (isInstalled('jq')) {
    for (const expression of EVCC_GRID.concat(EVCC_SOLAR)) {
      const jq = spawnSync('jq', ['-e', expression], { input: json });
      assert.match(jq.stdout.toString(), /^-?\d+(\.\d+)?\n$/, expression);
    }
  }
  const answer = await get(device, '/metrics');
  assert.is(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const metrics = await answer.text();
  const samples = samplesOf(metrics);
  assert.is(valueIn(samples, 'han_energy_joules_total', 'import'), '15380784000');
  assert.is(valueIn(samples, 'han_wifi_rssi_dbm'), '-61');
  if (isInstalled('promtool')) {
    const promtool = spawnSync('promtool', ['check', 'metrics'], { input: metrics });
    assert.is(promtool.stderr.toString(), '');
    assert.is(promtool.status, 0);
  }
  await feed(device, 'max-values');
  const largest = samplesOf(await (await get(device, '/metrics')).text());
  assert.is(valueIn(largest, 'han_energy_joules_total', 'import'), `${4294967295n * 36000n}`);
  assert.match(await (await get(device, '/data.json')).text(), '"ic":42949672.95,');
});

outlets('a meter id of control characters, and a 1-phase meter', async () => {
  const device = await boot(CONFIG);
  await feed(device, 'logicmachine-1');
  const metrics = samplesOf(await (await get(device, '/metrics')).text());
  assert.is(metrics.find((one) => one.name === 'han_meter_info')?.labels.id, '?'.repeat(16));
  await feed(device, '1ph-10s-new');
  const { l2, w, l1 } = JSON.parse(await (await get(device, '/data.json')).text());
  assert.equal(l2, { i: 0, u: 0, p: 0 });
  assert.is(l1.p, w);
});

outlets('answers are made within bounds, and a thousand of them leave the memory as it was', async () => {
  const device = await boot(CONFIG, { more: WATCHED_SOCKETS });
  await feed(device, '3ph-hourly-new');
  for (const path of ['/data.json', '/metrics']) await (await get(device, path)).text();
  const before = await varsInUse(device);
  for (let i = 0; i < 1000; i++) await (await get(device, ['/data.json', '/metrics', '/healthz'][i % 3])).text();
  await settled(device, before);
  await device.evaluate('(LENT.peak=0,1)');
  for (const path of ['/data.json', '/metrics']) await (await get(device, path)).text();
  const peak = (await device.evaluate<number>('LENT.peak')) - before;
  assert.ok(peak > 0 && peak < MOST_AT_ONCE, `${peak} JsVars at once`);
  if (process.env.MEASURE) console.log(`${peak} JsVars while an answer is written`);
});

outlets('settings switch them off, and the raw port is not open by itself', async () => {
  const device = await boot({ ...CONFIG, data_json: false, metrics: false });
  assert.is((await get(device, '/data.json')).status, 404);
  assert.is((await get(device, '/metrics')).status, 404);
  assert.is((await get(device, '/healthz')).status, 503);
});

outlets('the raw port gives byte for byte what the meter sends, and the service reads the same', async () => {
  const rawPort = await freePort();
  const device = await boot({ ...CONFIG, raw_port: rawPort });
  const reader = await join(rawPort);
  // All byte values, flags among them, then lists.
  const meter = createMeter({ phases: 3, oldFirmware: false, seed: 7, start: Date.UTC(2026, 0, 15, 12) });
  const sent = Buffer.concat([
    Uint8Array.from({ length: 256 }, (_, i) => i),
    ...Array.from({ length: 8 }, () => meter.next().bytes),
  ]);
  // A terminal has no speed, and the driver keeps 1024 bytes: half of them, when nothing waits any more.
  for (let at = 0; at < sent.length; at += PIECE) {
    writeFileSync(device.meter, sent.subarray(at, at + PIECE));
    const came = Math.min(at + PIECE, sent.length);
    await until(async () => (reader.bytes().length >= came ? true : null), `${came} bytes`, 30);
  }
  await until(async () => (reader.bytes().length >= sent.length ? true : null), 'all bytes', 30);
  assert.ok(reader.bytes().equals(sent));
  const status = await statusOf(device);
  assert.is(status.link.lists, 8);
  assert.is(status.link.overruns, 0);
});

outlets('a stuck reader is dropped and costs no byte of the meter, and the newest is served', async () => {
  const rawPort = await freePort();
  const device = await boot({ ...CONFIG, raw_port: rawPort }, { more: WATCHED_SOCKETS });
  const first = await join(rawPort);
  // What the first request makes for good is in use before.
  await statusOf(device);
  const playing = await start(['simulate', '--serial', device.meter, '--fast', '10'], /sends on/);
  // What the first lists make for good is in use before, and the first reader is gone.
  await until(async () => ((await statusOf(device)).link.lists >= 2 ? true : null), 'two lists');
  await until(async () => first.bytes().length > 300 || null, 'bytes');
  first.socket.destroy();
  await device.evaluate(`(LENT.text=new Array(${PUMPED + 1}).join('x'),1)`);
  let before = 0;
  await until(async () => {
    const last = before;
    before = await varsInUse(device);
    return before === last || null;
  }, 'a steady usage');
  // Its window is small, so that the computer does not take megabytes for it.
  const stuck = track(spawn('socat', ['-u', `TCP:127.0.0.1:${rawPort},rcvbuf=2048`, 'STDOUT']));
  await once(stuck.stdout as NodeJS.ReadableStream, 'data');
  stuck.kill('SIGSTOP');
  const destroyed = await device.evaluate<number>('LENT.destroyed');
  let most = 0;
  let pumps = 0;
  // The listener of the raw port is the one that was added last.
  while ((await device.evaluate<number>('(LENT.onData(LENT.text),LENT.destroyed)')) === destroyed) {
    assert.ok(++pumps < MOST_PUMPS, 'it was never dropped');
    if (pumps % 50 === 0) most = Math.max(most, (await varsInUse(device)) - before);
  }
  if (process.env.MEASURE) console.log(`dropped after ${pumps} times ${PUMPED} bytes, ${most} JsVars at most`);
  assert.ok(most < MOST_OF_STUCK, `${most} JsVars for a stuck reader`);
  const { link } = await statusOf(device);
  stuck.kill('SIGKILL');
  const [older, newest] = [await join(rawPort), await join(rawPort)];
  await older.closed;
  await until(async () => (newest.bytes().length > 600 ? true : null), 'bytes for the newest');
  newest.socket.destroy();
  // Before the meter stops, which may cut a list.
  const after = (await statusOf(device)).link;
  await playing.stop();
  await settled(device, before);
  assert.ok(after.lists > link.lists);
  for (const name of ['discarded_bytes', 'fcs_errors', 'hcs_errors', 'length_errors', 'overruns']) {
    assert.is(after[name], 0, name);
  }
});

if (INTERPRETER) tests.run();
else console.log(SKIPPED);
