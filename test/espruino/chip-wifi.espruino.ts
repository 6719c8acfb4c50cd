/** Wi-Fi of the ESP32: its own access point, mDNS that crashes, scans that fail, lengths that are cut, lost events, secrets. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killAll, until } from '../support/program.js';
import { only } from './habits.js';
import { boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED } from './launch.js';
import { get, heard, limited, pass, send } from './talk.js';

const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123' };
const STATION = 1;
/** Timers of ten seconds and more run after 300 ms. */
const SOON = 'LENT.timer=setTimeout;global.setTimeout=function(f,ms){return LENT.timer(f,ms>9999?300:ms)};';
/** What 1.0.0 made up, on each device. */
const KNOWN_PASSWORD = 'x4bk9pp4v4ap';

interface AccessPoint {
  name: string;
  password: string;
  authMode: string;
}

function accessPoint(device: Device): Promise<AccessPoint> {
  return until(() => device.evaluate<AccessPoint | null>('LENT.ap||null'), 'the access point');
}

async function deviceOf(device: Device): Promise<{ ip: string | null; config_faults: string[] }> {
  const status = await (await get(device, '/status')).json();
  return (status as { device: { ip: string | null; config_faults: string[] } }).device;
}

const wifiTests = suite('the chip: Wi-Fi');
wifiTests.after.each(killAll);
const wifi = limited(wifiTests);

wifi("the chip's own access point is closed first, and again if it is open after a connection", async () => {
  const one = await boot(CONFIG, { habits: only({ accessPoint: true }) });
  await heard(one, 'answers at');
  assert.is(await one.evaluate('LENT.calls[0]'), 'stopAP');
  assert.equal(await one.evaluate('[LENT.ap,LENT.mode]'), [null, STATION]);
  await one.evaluate('(LENT.setMode(3),LENT.emit("disconnected",{msg:"BEACON_TIMEOUT"}),1)');
  assert.ok(await one.evaluate('!!LENT.ap'), 'the trial');
  await pass(one, 3);
  await until(async () => ((await one.evaluate('LENT.connects')) === 2 ? true : null), 'another connection');
  await until(async () => ((await one.evaluate('LENT.mode')) === STATION ? true : null), 'the station alone');
});

wifi("the chip's own access point is closed while the portal scans, and in safe mode", async () => {
  const one = await boot({}, { habits: only({ accessPoint: true, scan: 'fails' }) });
  await until(async () => (await one.evaluate<number>('LENT.calls.indexOf("scan")')) >= 0 || null, 'the scan');
  assert.is(await one.evaluate('LENT.ap'), null);
  for (let starts = 0; starts < 3; starts++) await one.reboot();
  await heard(one, 'safe mode');
  assert.is(await one.evaluate('LENT.ap'), null);
});

wifi('the host name is set once, before the connection: a later call would crash mDNS', async () => {
  const one = await boot(CONFIG, { habits: only({ hostname: true }) });
  await heard(one, 'answers at');
  assert.is(await one.evaluate('LENT.hostname'), 'kamstrup-han');
  await one.evaluate('(LENT.emit("disconnected",{msg:"BEACON_TIMEOUT"}),1)');
  await pass(one, 3);
  await until(async () => one.said().split('answers at').length > 2 || null, 'another connection');
  assert.equal(await one.evaluate('[LENT.hostnames,LENT.connects]'), [1, 2]);
  assert.is((await get(one, '/status')).status, 200);
});

wifi('scans that never answer or throw: the portal opens without a list of networks, each time', async () => {
  const habits = only({ scan: 'fails' });
  const one = await boot(CONFIG, { held: true, habits, more: `LENT.wifiError="NO_AP_FOUND";${SOON}` });
  for (let round = 0; round < 3; round++) {
    await pass(one, 302);
    await accessPoint(one);
    const setup = (await (await get(one, '/setup')).json()) as { networks: string[] };
    assert.equal(setup.networks, []);
    // Nobody uses it.
    await pass(one, 302);
    await until(async () => ((await one.evaluate('LENT.ap')) === null ? true : null), 'the end of the portal');
  }
});

wifi(
  'lengths that Espruino would cut are refused: a name of 32, a key of 64, a portal password of 63 characters',
  async () => {
    const long = { wifi_ssid: 'n'.repeat(32), wifi_password: 'k'.repeat(64), setup_password: 'p'.repeat(63) };
    for (const [name, value] of Object.entries(long)) {
      const one = await boot({ ...CONFIG, [name]: value }, { habits: only({ lengths: true }) });
      assert.match((await deviceOf(one)).config_faults.join(), name);
      one.stop();
      const other = await boot({ ...CONFIG, [name]: value.slice(1) }, { habits: only({ lengths: true }) });
      assert.equal((await deviceOf(other)).config_faults, [], name);
      if (name !== 'setup_password') assert.match(await other.evaluate<string>('LENT.joined'), value.slice(1));
      other.stop();
    }
  },
);

wifi('a connection without an event is found by looking, and so is its loss', async () => {
  const one = await boot(CONFIG, { held: true, habits: only({}), more: 'LENT.lose="connected";' });
  await pass(one, 62);
  assert.equal([(await deviceOf(one)).ip, await one.evaluate('LENT.connects')], ['127.0.0.1', 1]);
  await one.evaluate('(LENT.lose="disconnected",LENT.emit("disconnected"),1)');
  await pass(one, 62);
  await pass(one, 3);
  await until(async () => ((await one.evaluate('LENT.connects')) === 2 ? true : null), 'another connection');
});

const secretTests = suite('the chip: secrets of the portal');
secretTests.after.each(killAll);
const secrets = limited(secretTests);

secrets('the password that a device makes up is its own, replaces that of 1.0.0, and stays', async () => {
  const made: string[] = [];
  for (const kept of ['', '', KNOWN_PASSWORD]) {
    const one = await boot({}, { habits: only({ random: true }), files: { 'setup-password': kept } });
    const { password } = await accessPoint(one);
    assert.ok(password.length >= 10, password);
    await one.reboot();
    assert.is((await accessPoint(one)).password, password);
    made.push(password);
    one.stop();
  }
  assert.is(new Set([...made, KNOWN_PASSWORD]).size, 4, made.join());
});

/** Status of a change of the settings without a token, as asked from the access point or from elsewhere. */
async function change(device: Device, host: string): Promise<number> {
  return (await send(device, 'POST', '/config', '{"ct_ratio":2}', { host })).status;
}

const PORTAL = '192.168.4.1';
const REFUSED = [401, 403];

secrets('without a token, settings change only through the portal, at the address of its access point', async () => {
  const one = await boot({}, { habits: only({}) });
  await accessPoint(one);
  for (const host of ['127.0.0.1', 'kamstrup-han.local', '192.168.4.11', '']) {
    assert.ok(REFUSED.includes(await change(one, host)), host);
  }
  assert.is(await change(one, PORTAL), 200);
});

secrets(
  'without a token, nothing changes while the portal scans, without its access point, or while the station has a network',
  async () => {
    const one = await boot({}, { habits: only({ scan: 'fails' }), more: 'LENT.apFails=true;' });
    await until(async () => (await one.evaluate<number>('LENT.calls.indexOf("scan")')) >= 0 || null, 'the scan');
    assert.ok(REFUSED.includes(await change(one, PORTAL)), 'while it scans');
    one.stop();
    const other = await boot({}, { habits: only({ scan: 'fails' }), more: `LENT.apFails=true;${SOON}` });
    await until(async () => (await other.evaluate<number>('LENT.calls.indexOf("startAP")')) >= 0 || null, 'startAP');
    assert.ok(REFUSED.includes(await change(other, PORTAL)), 'without its access point');
    other.stop();
    const third = await boot({}, { habits: only({}) });
    await accessPoint(third);
    // Without an event.
    await third.evaluate('(LENT.station=true,1)');
    assert.ok(REFUSED.includes(await change(third, PORTAL)), 'while the station has a network');
  },
);

if (INTERPRETER) {
  wifiTests.run();
  secretTests.run();
} else console.log(SKIPPED);
