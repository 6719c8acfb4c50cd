/** Where an ESP32 differs from an Espruino for Linux: version, console, Bluetooth, button. Each test switches on one habit. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killAll, until } from '../support/program.js';
import { only, refusalOf } from './habits.js';
import { boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED, VERSION } from './launch.js';
import { get, heard, limited, pass } from './talk.js';

const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123' };

async function deviceOf(device: Device): Promise<Record<string, unknown>> {
  return ((await (await get(device, '/status')).json()) as { device: Record<string, unknown> }).device;
}

const tests = suite('the chip: version, console, Bluetooth, button');
tests.after.each(killAll);
const chip = limited(tests);

chip('the bench accepts 2v25 and versions from 2v29.271 on', async () => {
  for (const version of ['2v25', '2v29.271', '2v29.277', '2v30', '2v31.12', '3v00']) {
    assert.is(refusalOf(version), null, version);
  }
  for (const version of ['2v26', '2v27', '2v28.100', '2v29', '2v29.95']) {
    assert.match(refusalOf(version) as string, /loses most bytes of each list/, version);
  }
  for (const version of ['2v24', '2v29.96', '2v29.270']) assert.match(refusalOf(version) as string, /is not supported/);
});

chip(
  'the status names the version of Espruino; for one that loses bytes, status and console say what to install',
  async () => {
    const good = await boot(CONFIG, { habits: only({}) });
    assert.is((await deviceOf(good)).espruino, VERSION);
    assert.not.match(good.said(), /lose/);
    good.stop();
    for (const version of ['2v26', '2v29']) {
      const bad = await boot(CONFIG, { habits: only({ version }) });
      await heard(bad, `Espruino ${version} loses`);
      const status = await deviceOf(bad);
      assert.is(status.espruino, version);
      for (const text of [JSON.stringify(status), bad.said()]) assert.match(text, /loses most bytes.*2v25.*2v29\.271/);
      bad.stop();
    }
  },
);

chip('the console stays on the serial port when someone connects by Bluetooth or Telnet', async () => {
  const one = await boot(CONFIG, { habits: only({ bluetooth: true }) });
  assert.is(await one.evaluate('LENT.join("Bluetooth")'), 'Serial1');
  assert.is(await one.evaluate('LENT.join("Telnet")'), 'Serial1');
  // In safe mode too.
  for (let starts = 0; starts < 3; starts++) await one.reboot();
  await heard(one, 'safe mode');
  assert.is(await one.evaluate('LENT.join("Bluetooth")'), 'Serial1');
});

chip('status and console say that Bluetooth is on and how to switch it off, and nothing if it is off', async () => {
  const one = await boot(CONFIG, { habits: only({ bluetooth: true }) });
  await heard(one, 'Bluetooth is on and costs 2800 JsVars: npm run flash switches it off');
  assert.match(JSON.stringify(await deviceOf(one)), /Bluetooth is on/);
  one.stop();
  const other = await boot(CONFIG, { habits: only({}) });
  assert.not.match(JSON.stringify(await deviceOf(other)) + other.said(), /Bluetooth is on/);
});

for (const version of ['2v25', '2v29.277']) {
  chip(
    `on ${version} the button opens the portal when it is held, and does nothing when nobody touches it`,
    async () => {
      const one = await boot(CONFIG, { held: true, habits: only({ button: true, version }) });
      await pass(one, 20);
      assert.equal(await one.evaluate('LENT.calls.indexOf("scan")'), -1, 'nobody has touched it');
      await one.evaluate('(LENT.button=1,LENT.pass(6),LENT.button=0,1)');
      await until(() => one.evaluate('LENT.ap||null'), 'the access point');
    },
  );
}

if (INTERPRETER) tests.run();
else console.log(SKIPPED);
