/** The same faults with the unmodified bundle of the device, on the interpreter that `ESPRUINO` names. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createMeter as createHousehold } from '../../board/host/simulator/meter.js';
import { boot, type Device } from '../espruino/interpreter.js';
import { INTERPRETER, SKIPPED } from '../espruino/launch.js';
import { get, settled, varsInUse } from '../espruino/talk.js';
import { DAMAGES, LISTS, listsIn, play, someList, valuesOf } from '../support/damage.js';
import { concat } from '../support/hex.js';
import { kaifaList, kamstrupList, SOME_ID, twoQuadrantList } from '../support/lists.js';
import { BUILT, killAll, start, until } from '../support/program.js';
import { chance } from '../support/random.js';
import { startRecorder } from '../support/recorder.js';
import { wireOf } from '../support/vectors.js';
import { breakOff, crowd, dribble, LOSSES, startGoodClient, talkNonsense } from './abuse.js';
import { figure, grouped, LONG } from './figures.js';
import { misread } from './parity.js';
import { worstStream } from './worst-stream.js';

const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123' };
/** 09:00 in Norway, on a Tuesday in winter. */
const START = Date.UTC(2026, 0, 13, 8);
const HOUR_STEPS = 360;

interface Status {
  [field: string]: unknown;
  link: Record<string, number>;
  device: Record<string, unknown>;
}

async function statusOf(device: Device): Promise<Status> {
  return (await get(device, '/status')).json() as Promise<Status>;
}

/** Boots a device with the functions of play.js, whose clock is `LENT.ms`. */
function bootPlayer(config: Record<string, unknown> = CONFIG, clock = START): Promise<Device> {
  return boot(config, { more: `var START=${clock};\n${readFileSync('test/faults/play.js', 'latin1')}` });
}

/** Asks until there is memory for the answer; the bench takes some 500 JsVars that a chip has. Returns the status. */
async function getAtLast(device: Device, path: string): Promise<number> {
  for (let tries = 0; ; tries++) {
    const answer = await get(device, path);
    await answer.text();
    if (answer.status !== 503 || tries === 4) return answer.status;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Writes a file and opens it on the device. */
async function open(device: Device, bytes: Uint8Array): Promise<void> {
  writeFileSync(join(dirname(device.meter), 'played'), bytes);
  await device.evaluate('LENT.open("played")');
}

/** Plays a stream without a pause, then a second of silence. */
async function playStream(device: Device, bytes: Uint8Array, piece = 24_000): Promise<void> {
  await open(device, bytes);
  for (let left = bytes.length; left > 0; left -= piece) await device.evaluate(`LENT.bytes(${piece})`);
  await device.evaluate('LENT.go(4,250)');
}

const faults = suite('faults: on the device');
faults.after.each(killAll);

faults('damage, noise, wrong parity and a crafted stream: the device reads the same as the host', async () => {
  const device = await bootPlayer();
  await statusOf(device);
  let [lists, before, bytes] = [0, 0, 0];
  async function expectLists(stream: Uint8Array, count: number, name: string, piece?: number): Promise<void> {
    await playStream(device, stream, piece);
    const { link } = await statusOf(device);
    assert.is(link.lists - lists, count, name);
    lists = link.lists;
    bytes += stream.length;
  }
  let kind = 0;
  for (const name of Object.keys(DAMAGES)) {
    for (const share of [10, 50]) {
      const { stream, readable } = play(name, 300 + kind++, Math.round((LISTS * share) / 100));
      const read = listsIn(stream, 12).length;
      assert.ok(read >= readable.length);
      await expectLists(stream, read, `${name}, ${share} %`);
      if (kind === 1) before = await varsInUse(device);
    }
  }
  const random = chance(7);
  const noise = (count: number) => random.bytes(count);
  const rich = (count: number) => Uint8Array.from(noise(count), (byte) => wireOf('3ph-10s-new')[byte % 8]);
  for (const make of [noise, rich]) {
    const list = someList(random);
    await expectLists(concat([make(50_000), list, make(600)]), 1, 'noise');
  }
  await expectLists(misread(someList(random)), 0, 'wrong parity');
  await expectLists(new Uint8Array(20_000), 0, 'a stuck line');
  const last = someList(random);
  await expectLists(concat([worstStream(3000), last]), 1, 'the worst stream', 600);
  const status = await statusOf(device);
  assert.is(status.active_power_import_w, Number(valuesOf(last).split(' ')[0]));
  await settled(device, before);
  figure(
    'the line on the device: six kinds of damage at 10 and 50 %, noise, parity, stuck, crafted',
    `${grouped(bytes / 1000)} kB, ${grouped(lists)} intact lists`,
    'exactly these are read; memory as before',
  );
});

faults('bad clients: a proper status or a closed connection, memory as before, no byte lost', async () => {
  const device = await boot(CONFIG);
  const playing = await start(['simulate', '--serial', device.meter], /sends on/, BUILT);
  const port = Number(new URL(device.url).port);
  await talkNonsense(port);
  // The first list creates objects that remain.
  await until(async () => ((await statusOf(device)).link.lists > 0 ? true : null), 'the first list');
  const before = await varsInUse(device);
  const client = startGoodClient(port);
  const nonsense = await talkNonsense(port);
  const broken = LONG ? 1000 : 300;
  await breakOff(port, broken);
  const slow = await dribble(port, 12);
  assert.equal(
    [...new Set(slow)].sort().filter((status) => status !== 408 && status !== 503),
    [],
    `${slow}`,
  );
  const many = await crowd(port, 50);
  assert.equal(
    [...new Set(many)].sort().filter((status) => ![0, 200, 503].includes(status)),
    [],
    `${many}`,
  );
  await client.stop();
  await until(async () => ((await statusOf(device)).link.lists >= 3 ? true : null), 'three lists', 40);
  const { link } = await statusOf(device);
  for (const name of LOSSES) assert.is(link[name], 0, name);
  const after = await settled(device, before);
  assert.ok(client.answers > client.busy * 3, `${client.busy} of ${client.answers} answers were 503`);
  await playing.stop();
  figure(
    'malformed requests, on the device',
    `${nonsense} kinds, ${broken} broken off, 12 at one byte per second, 50 at once`,
    `a valid status or a closed socket each; ${before} JsVars before, ${after} after`,
  );
  figure(
    'a well-behaved client and the meter at the same time, on the device',
    `${client.answers} requests, ${link.lists} lists`,
    `${client.answers - client.busy} answered, ${client.busy} asked to retry; longest ${Math.ceil(client.longestMs)} ms, connecting ${Math.ceil(client.longestConnectMs)} ms; no byte lost`,
  );
});

/** The lists of a household, those of every ten seconds after their length. */
function recordsOf(steps: number): Uint8Array {
  const meter = createHousehold({ phases: 3, oldFirmware: false, seed: 7, start: START });
  const records: Buffer[] = [];
  for (let step = 0; step < steps; step++) {
    const lists: Uint8Array[] = [];
    while (meter.due() < START + (step + 1) * 10_000) lists.push(meter.next().bytes);
    const bytes = Buffer.concat(lists);
    records.push(Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes);
  }
  return Buffer.concat(records);
}

faults('days of lists, requests and pushes do not grow the memory after the first hour', async () => {
  const hours = LONG ? 7 * 24 : 25;
  const server = await startRecorder();
  const url = `http://127.0.0.1:${server.port}/`;
  const device = await bootPlayer({ ...CONFIG, influx_url: url, webhook_url: url });
  await open(device, recordsOf(hours * HOUR_STEPS));
  await device.evaluate('LENT.live()');
  let polls = 0;
  let first = 0;
  const paths = ['/status', '/history?span=hours', '/history?span=days', '/metrics', '/data.json'];
  for (let hour = 0; hour < hours; hour++) {
    for (let step = 0; step < HOUR_STEPS; step += 60) {
      await device.evaluate('(LENT.play(60),1)');
      await until(async () => ((await device.evaluate<number>('LENT.left')) === 0 ? true : null), 'ten minutes', 60);
      const answers = await Promise.all(paths.map((path) => getAtLast(device, path)));
      assert.equal(answers, [200, 200, 200, 200, 200]);
      polls += answers.length;
    }
    if (!hour) first = await varsInUse(device);
  }
  const { link, device: facts, push } = await statusOf(device);
  const last = await settled(device, first);
  for (const name of LOSSES) assert.is(link[name], 0, name);
  assert.ok((facts.uptime_s as number) >= hours * 3600);
  const pushed = push as { sent: number; dropped: number }[];
  assert.equal(
    pushed.map(({ dropped }) => dropped),
    [0, 0],
  );
  assert.ok(pushed[0].sent + pushed[1].sent > link.lists, JSON.stringify(pushed));
  await server.stop();
  figure(
    'memory on the device (5000 JsVars)',
    `${hours} h, ${grouped(link.lists)} lists, ${grouped(polls)} requests, ${grouped(server.posted.length)} pushes`,
    `${first} JsVars after the first hour, ${last} at the end`,
  );
});

faults('with little memory left, requests are answered or get a 503, and nothing stops', async () => {
  const device = await bootPlayer();
  await playStream(device, concat([wireOf('3ph-hourly-new'), wireOf('3ph-10s-new')]));
  await device.evaluate('LENT.live()');
  const paths = ['/status', '/history?span=power', '/history?span=hours', '/metrics', '/help'];
  for (const path of paths) await (await get(device, path)).text();
  const before = await varsInUse(device);
  const counts: Record<number, number> = {};
  for (const free of [1200, 1000, 900, 800, 700, 600, 500]) {
    await device.evaluate(`(LENT.ballast=new Uint8Array((process.memory().free-${free})*12),1)`);
    for (let round = 0; round < 4; round++) {
      const answers = await Promise.all(paths.map((path) => get(device, path)));
      await Promise.all(answers.map((answer) => answer.text()));
      for (const { status } of answers) {
        assert.ok(status === 200 || (status === 503 && free < 1000), `${status} with ${free} free`);
        counts[status] = (counts[status] ?? 0) + 1;
      }
    }
    await device.evaluate('(LENT.ballast=undefined,1)');
  }
  assert.not.match(device.said(), /MEMORY|Interrupted|Uncaught/);
  await playStream(device, wireOf('3ph-10s-new'));
  assert.is((await statusOf(device)).link.lists, 3);
  const after = await settled(device, before);
  figure(
    'five requests at once with 1200 down to 500 free JsVars',
    `${counts[200] + counts[503]} requests`,
    `all answered down to 1000; below ${counts[503]} told to come back; ${before} JsVars before, ${after} after`,
  );
});

faults('when memory runs out, the device restarts and keeps its counters', async () => {
  const device = await bootPlayer();
  await playStream(device, concat([wireOf('3ph-hourly-new'), wireOf('3ph-10s-new')]));
  const exhaust = '(setTimeout(function(){var a=[];while(1)a.push([1,2,3,4])},20),1)';
  for (const late of [true, false]) {
    // Not within the first minute, which would count as a failed start.
    if (late) await device.evaluate('LENT.go(250,250)');
    await device.evaluate(exhaust);
    await device.ended();
    assert.is(device.said().split('memory ran out').length, 2, 'once');
    await device.reboot();
    const { device: facts, link } = await statusOf(device);
    assert.is(facts.reset_reason, late ? 'memory ran out' : null);
    assert.is(link.lists, 2);
  }
  figure('memory runs out, on the device', '2 times', 'it restarts and keeps what was counted');
});

faults(
  'an uptime of 2^31 ms, a system clock that is set forward by 56 years, and an hour without Wi-Fi have no effect',
  async () => {
    const device = await bootPlayer(CONFIG, 5000);
    assert.is((await statusOf(device)).device.clock, 'none');
    await device.evaluate(`(LENT.ms=${START},LENT.tick(),1)`);
    const { device: facts } = await statusOf(device);
    assert.is(facts.clock, 'none', 'only a time server is believed');
    assert.ok((facts.uptime_s as number) < 60, 'the uptime does not jump');
    const limit = LONG ? 2 ** 32 : 2 ** 31;
    for (let left = limit / 59_000; left > 0; left -= 2000) await device.evaluate('LENT.go(2000,59000)');
    const text = JSON.stringify(Buffer.from(wireOf('3ph-10s-new')).toString('base64'));
    await device.evaluate(`(LENT.say(atob(${text})),LENT.go(4,250))`);
    const status = await statusOf(device);
    assert.ok((status.device.uptime_s as number) > limit / 1000, `${status.device.uptime_s}`);
    assert.equal([status.age_s, status.stale, status.link.lists], [1, false, 1]);
    const before = await varsInUse(device);
    await device.evaluate('(LENT.wifiError="NO_AP_FOUND",LENT.emit("disconnected",{msg:"BEACON_TIMEOUT"}),1)');
    for (let minute = 0; minute < (LONG ? 1440 : 60); minute++) {
      await device.evaluate('LENT.go(240,250)');
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await device.evaluate('(LENT.wifiError=null,LENT.ip="192.0.2.9",LENT.go(260,250))');
    await until(async () => ((await statusOf(device)).device.ip === '192.0.2.9' ? true : null), 'the new address');
    await settled(device, before);
    figure(
      'uptime, the system clock set from 1970 to 2026, Wi-Fi gone, another address; on the device',
      `2^${Math.log2(limit)} ms, ${LONG ? 'a day' : 'an hour'} without Wi-Fi`,
      'everything continues; memory as before',
    );
  },
);

faults('the device starts with a full flash and with corrupt files', async () => {
  const device = await bootPlayer({ ...CONFIG, token: 'a token of sixteen' });
  await open(device, recordsOf(2 * HOUR_STEPS));
  for (let step = 0; step < HOUR_STEPS + 60; step += 60) await device.evaluate('LENT.steps(60)');
  const rows = async () =>
    JSON.parse(await (await get(device, '/history?span=hours')).text()).rows as { import_kwh: number }[];
  const [first] = await rows();
  const fill =
    '(function(){var n=0;var s=require("Storage");var t="";while(t.length<400)t+="0123456789";try{for(;;n++)s.write("fill"+n,t)}catch(e){}return n})()';
  assert.ok((await device.evaluate<number>(fill)) > 10, 'the flash is full');
  for (let step = 0; step < HOUR_STEPS - 120; step += 60) await device.evaluate('LENT.steps(60)');
  assert.is((await statusOf(device)).stale, false);
  await device.reboot();
  assert.equal((await rows())[0]?.import_kwh, first.import_kwh, 'the saved history is still there');
  assert.type((await statusOf(device)).device.uptime_s, 'number');
  await device.evaluate(
    '(function(){var s=require("Storage");for(var n=0;n<400;n++)s.erase("fill"+n);s.erase(".log");s.write("account","1,2,");s.write("counters","{");s.write("energy-unit","x");s.write("account-hour","\\xff");return 1})()',
  );
  await device.reboot();
  assert.equal(await rows(), []);
  assert.match(device.said(), 'storage: account is damaged and was ignored');
  figure(
    'a full flash and corrupt files, on the device',
    '5 files',
    'it starts and answers; what was saved before is there',
  );
});

faults('no secret and no hidden meter id is on the console, in an answer or in the portal', async () => {
  const secrets = { wifi_password: 'hush-wifi-hush', token: 'hush-token-hush-hush', setup_password: 'hush-setup-hush' };
  const device = await bootPlayer({ wifi_ssid: 'net', hide_meter_id: true, ...secrets });
  await playStream(
    device,
    concat([twoQuadrantList(), kaifaList(), kamstrupList([], SOME_ID), kamstrupList([], 'Another_V0001')]),
  );
  let text = '';
  let answers = 0;
  async function requestAll(): Promise<void> {
    for (const path of ['/', '/help', '/status', '/frame', '/history?span=hours', '/config', '/setup', '/restart']) {
      for (const method of ['GET', 'POST']) {
        for (const body of method === 'POST' ? ['', '{"token":1}', '{"ct_ratio":2}'] : [undefined]) {
          const headers = { authorization: `Bearer ${answers % 2 ? secrets.token : 'wrong'}` };
          if (path === '/restart' && answers % 2) headers.authorization = '';
          text += await (
            await fetch(device.url + path, { method, body, headers, signal: AbortSignal.timeout(10_000) })
          ).text();
          answers++;
        }
      }
    }
  }
  await requestAll();
  await device.evaluate('(LENT.button=1,LENT.go(30,250),LENT.button=0,1)');
  await until(() => device.evaluate('LENT.ap||null'), 'the access point');
  await until(async () => (device.said().includes('kamstrup-han setup:') ? true : null), 'the line of the portal');
  const { text: setup, status } = await fetch(`${device.url}/setup`).then(async (answer) => ({
    text: await answer.text(),
    status: answer.status,
  }));
  assert.is(status, 200);
  const all = text + setup + device.said();
  assert.match(all, '"id":null');
  assert.match(all, 'with your password');
  for (const secret of [...Object.values(secrets), SOME_ID, SOME_ID.slice(-8)]) assert.not.match(all, secret);
  figure('secrets and the hidden meter id, on the device', `${answers} answers, the console, the portal`, 'none');
});

faults('a body with a prototype, and one that is nested deeply, are refused', async () => {
  const device = await boot({ ...CONFIG, token: 'a token of sixteen' });
  const headers = { authorization: 'Bearer a token of sixteen' };
  const bodies = [
    '{"__proto__":"x"}',
    '{"\\u005f_proto__":{"a":1}}',
    '['.repeat(1000),
    '{"a":'.repeat(200),
    '\\u'.repeat(300),
  ];
  for (const body of bodies) {
    const answer = await fetch(`${device.url}/config`, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(10_000),
    });
    assert.equal(
      [answer.status, await answer.text()],
      [400, '400: nothing was changed: the configuration is not a JSON object\n'],
    );
  }
});

if (INTERPRETER) faults.run();
else console.log(SKIPPED);
