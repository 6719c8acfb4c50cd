/** The device's bundle on the real interpreter: boot, lists, HTTP, memory. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killAll, start, until } from '../support/program.js';
import { boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED } from './launch.js';
import { feed, get, heard, limited, settled, varsInUse } from './talk.js';

interface Status {
  active_power_import_w: number | null;
  link: Record<string, number | null>;
  device: Record<string, unknown>;
}

const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123' };
/** Of 5000: the rest is for requests, of which the page to five readers takes most. */
const VARS_AFTER_BOOT = 2700;

async function statusOf(device: Device): Promise<Status> {
  return (await get(device, '/status')).json() as Promise<Status>;
}

/** Opens a connection, sends a text, and closes it without waiting for an answer. */
function abandon(device: Device, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(device.url).port), '127.0.0.1', () => {
      socket.write(text);
      setTimeout(() => socket.destroy(), 10);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
  });
}

const tests = suite('device on Espruino');
tests.after.each(killAll);
const device = limited(tests);

device('boots from flash, switches the Telnet console off, and names what is wrong in config.json', async () => {
  const one = await boot({ ...CONFIG, nonsense: 1, baud: 'fast' });
  assert.is(await one.evaluate('LENT.telnet'), 'off');
  assert.is(await one.evaluate('LENT.hostname'), 'kamstrup-han');
  assert.equal(await one.evaluate('LENT.line'), { baud: 2400, parity: null, rx: 'D16' });
  await heard(one, 'config.json: nonsense is not a setting');
  await heard(one, 'config.json: baud must be a number');
  await heard(one, `kamstrup-han answers at ${one.url}/`);
  const { device: told } = await statusOf(one);
  assert.equal(told.config_faults, ['nonsense is not a setting', 'baud must be a number']);
  assert.is(told.wifi_rssi_dbm, -61);
  // The prelude's are not the bundle's.
  const vars = (await varsInUse(one)) - (await one.evaluate<number>('LENT.vars'));
  assert.ok(vars <= VARS_AFTER_BOOT, `${vars} JsVars in use after boot`);
});

device('reads lists at 2400 baud while five pollers ask at once, without a lost byte', async () => {
  const one = await boot(CONFIG);
  const meter = await start(['simulate', '--serial', one.meter], /sends on/);
  let answers = 0;
  let polls = true;
  const pollers = [1, 2, 3, 4, 5].map(async () => {
    while (polls) {
      // One more asks below: the device serves six, and a closed connection may count for a moment.
      const { status } = await get(one, '/status');
      if (status === 200) answers++;
    }
  });
  const status = await until(
    () => statusOf(one).then((it) => (Number(it.link.lists) >= 3 ? it : null)),
    'three lists',
    45,
  );
  polls = false;
  await Promise.all(pollers);
  await meter.stop();
  assert.ok(answers > 5, `${answers} answers: they were asking`);
  assert.type(status.active_power_import_w, 'number');
  for (const name of ['discarded_bytes', 'fcs_errors', 'hcs_errors', 'length_errors', 'timeouts', 'overruns']) {
    assert.is(status.link[name], 0, name);
  }
});

device('a thousand lists and a thousand requests leave the memory as it was', async () => {
  const one = await boot(CONFIG);
  await feed(one, '3ph-10s-new', 2);
  await statusOf(one);
  const before = await varsInUse(one);
  for (let i = 0; i < 10; i++) await feed(one, '3ph-10s-new', 100);
  await settled(one, before);
  for (let i = 0; i < 1000; i++) await (await get(one, `/${i % 5 ? 'status' : 'nowhere'}`)).text();
  await settled(one, before);
  const { link } = await statusOf(one);
  assert.is(link.lists, 1002);
  assert.is(link.discarded_bytes, 0);
});

device('a request that comes character by character is understood', async () => {
  const one = await boot(CONFIG);
  const socket = connect(Number(new URL(one.url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (piece) => {
    answer += piece;
  });
  socket.setNoDelay(true);
  const closed = once(socket, 'close');
  for (const character of 'POST /config HTTP/1.1\r\nHost: kamstrup-han\r\nContent-Length: 2\r\n\r\n{}') {
    socket.write(character);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  await closed;
  assert.match(answer, /^HTTP\/1\.1 403 Error\r\n/);
  assert.match(answer, 'disabled: no token is set');
});

device('broken requests leave the memory as it was', async () => {
  const one = await boot(CONFIG);
  await statusOf(one);
  const before = await varsInUse(one);
  for (let i = 0; i < 140; i++) await abandon(one, i % 2 ? 'GET /status HT' : '');
  for (let i = 0; i < 10; i++)
    await abandon(one, `POST /config HTTP/1.1\r\nContent-Length: 900\r\n\r\n${'x'.repeat(400)}`);
  await settled(one, before);
  assert.type((await statusOf(one)).device.uptime_s, 'number');
});

device('what the driver lost is counted by its error flags, and other flags are not', async () => {
  const one = await boot(CONFIG);
  const lossesWith = async (flags: string[]): Promise<number | null> => {
    await one.evaluate(
      `(E.getErrorFlags=function(){var f=LENT.flags;LENT.flags=[];return f},LENT.flags=${JSON.stringify(flags)},1)`,
    );
    return (await statusOf(one)).link.overruns;
  };
  assert.is(await lossesWith(['LOW_MEMORY', 'CALLBACK']), 0);
  assert.is(await lossesWith(['FIFO_FULL', 'LOW_MEMORY', 'UART_OVERFLOW']), 2);
  assert.is(await lossesWith(['BUFFER_FULL']), 3);
});

device('a restart keeps the counters, and tells that it was asked for', async () => {
  const one = await boot({ ...CONFIG, token: 'a token of sixteen' });
  await feed(one, '3ph-10s-new', 5);
  const headers = { authorization: 'Bearer a token of sixteen' };
  const answer = await fetch(`${one.url}/restart`, { method: 'POST', headers, body: '' });
  assert.is(answer.status, 200);
  await one.ended();
  await one.reboot();
  const { link, device: told } = await statusOf(one);
  assert.is(link.lists, 5);
  assert.is(link.bytes, 5 * 228);
  assert.is(told.reset_reason, 'requested over HTTP');
  await one.reboot();
  assert.is((await statusOf(one)).device.reset_reason, null);
});

device('three starts that end within a minute lead to safe mode: the portal, and no line to the meter', async () => {
  const one = await boot(CONFIG);
  for (let i = 0; i < 2; i++) {
    await one.reboot();
    assert.is(await one.evaluate('LENT.connects'), 1);
  }
  await one.reboot();
  await until(async () => ((await one.evaluate('!!LENT.ap')) ? true : null), 'the access point');
  await heard(one, 'three starts ended within a minute');
  assert.is(await one.evaluate('LENT.connects'), 0);
  assert.is(await one.evaluate('!LENT.line'), true);
  assert.is((await get(one, '/status')).status, 404);
});

device('a start that lasts a minute does not count, and nor does a count that is damaged', async () => {
  const one = await boot(CONFIG);
  await one.reboot();
  await one.reboot();
  await one.evaluate('LENT.pass(61)');
  await one.reboot();
  assert.is(await one.evaluate('!LENT.line'), false);
  for (const boots of ['not a number', '7']) {
    const other = await boot(CONFIG, { files: { boots } });
    assert.is(await other.evaluate('!LENT.line'), boots === '7', boots);
  }
});

if (INTERPRETER) tests.run();
else console.log(SKIPPED);
