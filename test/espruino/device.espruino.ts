/** The device's bundle on the real interpreter. */
import { connect } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killAll, start, until } from '../support/program.js';
import { boot, type Device, INTERPRETER, varsInUse } from './interpreter.js';

interface Status {
  active_power_import_w: number | null;
  link: Record<string, number | null>;
  device: Record<string, unknown>;
}

const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123' };
const VARS_AFTER_BOOT = 2500;

async function statusOf(device: Device): Promise<Status> {
  return (await fetch(`${device.url}/status`)).json() as Promise<Status>;
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

const device = suite('device bundle on Espruino');
device.after.each(killAll);

device('boots from flash, switches the Telnet console off, and names what is wrong in config.json', async () => {
  const one = await boot({ ...CONFIG, nonsense: 1, baud: 'fast' });
  assert.is(await one.evaluate('LENT.telnet'), 'off');
  assert.is(await one.evaluate('LENT.hostname'), 'kamstrup-han');
  assert.equal(await one.evaluate('LENT.line'), { baud: 2400, parity: null, rx: 'D16' });
  assert.match(one.said(), 'config.json: nonsense is no setting');
  assert.match(one.said(), 'config.json: baud is no number');
  assert.match(one.said(), 'kamstrup-han answers at http://127.0.0.1/status');
  const vars = await varsInUse(one);
  assert.ok(vars <= VARS_AFTER_BOOT, `${vars} JsVars in use after boot`);
});

device('reads lists at 2400 baud while five pollers ask at once, without a lost byte', async () => {
  const one = await boot(CONFIG);
  const meter = await start(['simulate', '--serial', one.meter], /plays on/);
  let answers = 0;
  let polls = true;
  const pollers = [1, 2, 3, 4, 5].map(async () => {
    while (polls) {
      await statusOf(one);
      answers++;
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
  assert.ok(answers > 50, `${answers} answers`);
  assert.type(status.active_power_import_w, 'number');
  assert.is(Number(status.link.bytes) % 228, 0);
  for (const name of ['discarded_bytes', 'fcs_errors', 'hcs_errors', 'length_errors', 'timeouts', 'overruns']) {
    assert.is(status.link[name], 0, name);
  }
});

device('broken requests leave the memory as it was', async () => {
  const one = await boot(CONFIG);
  await statusOf(one);
  const before = await varsInUse(one);
  for (let i = 0; i < 140; i++) await abandon(one, i % 2 ? 'GET /status HT' : '');
  for (let i = 0; i < 10; i++)
    await abandon(one, `POST /config HTTP/1.1\r\nContent-Length: 900\r\n\r\n${'x'.repeat(400)}`);
  const after = await until(async () => {
    const vars = await varsInUse(one);
    return vars <= before + 10 ? vars : null;
  }, `the usage of before, ${before} JsVars`);
  assert.ok(after <= before + 10);
  assert.type((await statusOf(one)).device.uptime_s, 'number');
});

device('a Wi-Fi drop is followed by another try, and failures by growing pauses', async () => {
  const one = await boot(CONFIG);
  assert.is(await one.evaluate('LENT.connects'), 1);
  await one.evaluate('(LENT.emit("disconnected"),1)');
  await until(async () => ((await one.evaluate<number>('LENT.connects')) === 2 ? true : null), 'the second try');
  await one.evaluate('(LENT.wifiFails=true,LENT.emit("disconnected"),1)');
  await until(async () => (/no AP found; next try in 2 s/.test(one.said()) ? true : null), 'the longer pause');
});

if (INTERPRETER) device.run();
else
  console.log('skipped: the device bundle needs ESPRUINO=/path/of/an/Espruino for Linux; board/README.md tells more');
