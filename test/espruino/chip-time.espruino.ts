/** Time on the ESP32: its clock starts at 1970 and nothing sets it; the firmware asks a time server and keeps the offset. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killAll, until } from '../support/program.js';
import { startTimeServer, WRONG_ANSWERS } from '../support/sntp.js';
import { chipLibrary, only } from './habits.js';
import { boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED } from './launch.js';
import { feed, get, heard, limited, pass } from './talk.js';

const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123', ntp_server: '127.0.0.1:1' };
const TICKS_PER_S = 4;
/** A tick more or less at both ends, and one that was late. */
const FEW_TICKS = 4;

interface Status {
  age_s: number | null;
  stale: boolean;
  link: Record<string, number>;
  device: { clock: string; uptime_s: number };
}

async function statusOf(device: Device): Promise<Status> {
  return (await get(device, '/status')).json() as Promise<Status>;
}

function clockIs(device: Device, clock: string): Promise<true> {
  return until(async () => (await statusOf(device)).device.clock === clock || null, `the clock ${clock}`);
}

/** Connects again, after which the time server is asked again. */
async function reconnect(device: Device): Promise<void> {
  const connections = device.said().split('answers at').length;
  await device.evaluate('(LENT.emit("disconnected",{msg:"BEACON_TIMEOUT"}),1)');
  await pass(device, 3);
  await until(async () => device.said().split('answers at').length > connections || null, 'the connection');
}

const tests = suite('the chip: time');
tests.after.each(killAll);
const time = limited(tests);

time('nothing sets the clock of the chip', async () => {
  const one = await boot(CONFIG, { habits: only({ clock: true }) });
  await heard(one, 'answers at');
  await pass(one, 10);
  assert.is(await one.evaluate('LENT.sntp||0'), 0, 'the SNTP client of the ESP-IDF sets it');
  assert.ok((await one.evaluate<number>('Date.now()')) < 1e9);
});

time('a step of the clock adds no ticks and no time: lists are read, uptime and ages go on', async () => {
  const one = await boot(CONFIG, { habits: only({ clock: true }) });
  await heard(one, 'answers at');
  await feed(one);
  const before = await one.evaluate<number>('LENT.ticks');
  const from = Date.now();
  // As an SNTP client does it.
  await one.evaluate('LENT.setClock()');
  await until(async () => (await one.evaluate<number>('Date.now()')) > 1e12 || null, 'the clock that is set');
  await until(async () => (await one.evaluate<number>('LENT.ticks')) > before + 8 || null, 'ticks');
  const ticks = (await one.evaluate<number>('LENT.ticks')) - before;
  const most = (TICKS_PER_S * (Date.now() - from)) / 1000 + FEW_TICKS;
  assert.ok(ticks <= most, `${ticks} ticks where there is time for ${most}`);
  await feed(one);
  const status = await statusOf(one);
  assert.equal([status.link.lists, status.link.timeouts, status.link.discarded_bytes], [2, 0, 0]);
  assert.ok(status.device.uptime_s <= (Date.now() - from) / 1000 + 60, `an uptime of ${status.device.uptime_s} s`);
  assert.equal([status.stale, (status.age_s as number) < 60], [false, true]);
});

time('the time server of ntp_server is asked after each connection (RFC 4330)', async () => {
  const server = await startTimeServer();
  const one = await boot({ ...CONFIG, ntp_server: `127.0.0.1:${server.port}` }, { habits: only({ clock: true }) });
  await clockIs(one, 'ntp');
  assert.is(server.requests.length, 1);
  const [request] = server.requests;
  // Leap indicator 0, version 3 or 4, mode 3 of a client.
  assert.ok(request.length === 48 && (request[0] === 0x1b || request[0] === 0x23), request.toString('hex'));
  assert.ok(
    request.subarray(40).some((byte) => byte),
    'a transmit timestamp by which the answer is known',
  );
  await reconnect(one);
  await until(async () => server.requests.length === 2 || null, 'the second request');
  assert.not.equal(server.requests[1].subarray(40), request.subarray(40));
  server.stop();
});

for (const [name, spoil] of Object.entries(WRONG_ANSWERS)) {
  time(`${name}: no time is taken; the next good answer counts`, async () => {
    let wrong = true;
    const server = await startTimeServer((answer) => (wrong ? spoil(answer) : answer));
    const one = await boot({ ...CONFIG, ntp_server: `127.0.0.1:${server.port}` }, { habits: only({ clock: true }) });
    await until(async () => server.requests.length > 0 || null, 'a request');
    await pass(one, 2);
    assert.is((await statusOf(one)).device.clock, 'none');
    wrong = false;
    await reconnect(one);
    await clockIs(one, 'ntp');
    server.stop();
  });
}

if (!INTERPRETER) console.log(SKIPPED);
else if (chipLibrary(INTERPRETER)) tests.run();
