/** The device's bundle on the real interpreter: Wi-Fi, setup portal, configuration. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killAll, until } from '../support/program.js';
import { boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED } from './launch.js';
import { get, heard, limited, pass, send } from './talk.js';

const TOKEN = 'a token of sixteen';
const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123', token: TOKEN };

interface AccessPoint {
  name: string;
  password: string;
  authMode: string;
}

function accessPoint(device: Device): Promise<AccessPoint> {
  return until(() => device.evaluate<AccessPoint | null>('LENT.ap||null'), 'the access point');
}

const wifiTests = suite('device on Espruino: Wi-Fi');
wifiTests.after.each(killAll);
const wifi = limited(wifiTests);

wifi('a drop is followed by another try, and failures by growing pauses up to a minute', async () => {
  const one = await boot(CONFIG, { held: true });
  await heard(one, 'answers at');
  assert.is(await one.evaluate('LENT.connects'), 1);
  await one.evaluate('(LENT.emit("disconnected",{msg:"BEACON_TIMEOUT"}),1)');
  await pass(one, 2);
  // The second connection, not the second try: a loss is counted from a connection only.
  await until(async () => one.said().split('answers at').length > 2 || null, 'the second connection');
  assert.is(await one.evaluate('LENT.connects'), 2);
  await one.evaluate('(LENT.wifiError="NO_AP_FOUND",LENT.emit("disconnected",{msg:"BEACON_TIMEOUT"}),1)');
  await pass(one, 1);
  const FAILURE = /Wi-Fi: NO_AP_FOUND \(is the name right, and 2\.4 GHz\?\); next try in (\d+) s/g;
  const pauses = (): number[] => [...one.said().matchAll(FAILURE)].map((match) => Number(match[1]));
  const expected = [2, 4, 8, 16, 32, 60, 60, 60];
  for (const [i, pause] of expected.entries()) {
    await until(async () => pauses().length > i || null, `failure ${i + 1}`);
    if (i < expected.length - 1) await pass(one, pause + 1);
  }
  assert.equal(pauses(), expected);
  await one.evaluate('(LENT.wifiError=null,1)');
  await pass(one, 70);
  await until(async () => one.said().split('answers at').length > 3 || null, 'the third connection');
  const { device } = (await (await get(one, '/status')).json()) as { device: Record<string, unknown> };
  assert.is(device.ip, '127.0.0.1');
});

wifi('no address from DHCP, and a lease that is lost, are tries that failed', async () => {
  const one = await boot(CONFIG, { held: true });
  await heard(one, 'answers at');
  // From now on a try gets no answer.
  await one.evaluate('(LENT.Wifi.connect=function(){LENT.connects++},1)');
  await one.evaluate('(LENT.ip="0.0.0.0",LENT.pass(61))');
  await heard(one, 'Wi-Fi: the address was lost; next try in 1 s');
  await one.evaluate('LENT.pass(2)');
  await one.evaluate('LENT.pass(31)');
  await heard(one, 'Wi-Fi: no address was given; next try in 2 s');
});

const portalTests = suite('device on Espruino: setup portal');
portalTests.after.each(killAll);
const portal = limited(portalTests);

portal('without a network there is an access point with WPA2; its form takes the device into the network', async () => {
  const one = await boot({});
  const { name, password, authMode } = await accessPoint(one);
  assert.is(name, 'kamstrup-han-CDEF');
  assert.is(authMode, 'wpa2');
  assert.ok(password.length >= 10, password);
  await heard(one, `kamstrup-han setup: join Wi-Fi ${name} with password ${password}, then http://192.168.4.1/`);
  assert.match(await (await get(one, '/')).text(), /<form>/);
  const setup = await (await get(one, '/setup')).json();
  assert.equal(setup, { reason: 'No network is set yet.', networks: ['Home', 'Caf\u00c3\u00a9 "2"'] });
  const host = { host: '192.168.4.1' };
  const refused = await send(one, 'POST', '/config', '{"wifi_ssid":"Home","wifi_password":"short"}', host);
  assert.equal(refused, {
    status: 400,
    body: '400: nothing was changed: wifi_password must be 8 to 63 characters\n',
  });
  const change = '{"wifi_ssid":"Home","wifi_password":"p&q=r +%\\"","token":null}';
  assert.is((await send(one, 'POST', '/config', change, host)).status, 200);
  assert.is((await send(one, 'POST', '/restart', '', host)).status, 200);
  await one.ended();
  await one.reboot();
  assert.is(await one.evaluate('LENT.joined'), 'Home/p&q=r +%"');
  assert.is(await one.evaluate('LENT.ap||null'), null);
});

portal('its password is the one that was set, or else is made up once', async () => {
  const one = await boot({});
  const { password } = await accessPoint(one);
  await one.reboot();
  assert.is((await accessPoint(one)).password, password);
  one.stop();
  assert.is((await accessPoint(await boot({ setup_password: 'as I like it' }))).password, 'as I like it');
});

portal('a wrong password brings it back after five minutes, and it says why; a quiet one gives way again', async () => {
  const one = await boot(CONFIG, { held: true, more: 'LENT.wifiError="4WAY_HANDSHAKE_TIMEOUT";' });
  await pass(one, 290);
  assert.is(await one.evaluate('LENT.ap||null'), null);
  await one.evaluate('LENT.pass(12)');
  await accessPoint(one);
  const { reason } = (await (await get(one, '/setup')).json()) as { reason: string };
  assert.is(reason, 'No connection for five minutes: 4WAY_HANDSHAKE_TIMEOUT (is the password right?)');
  await one.evaluate('(LENT.wifiError=null,LENT.pass(290))');
  assert.is(await one.evaluate('LENT.ap&&1'), 1);
  await one.evaluate('LENT.pass(12)');
  assert.is(await one.evaluate('LENT.ap'), null);
  await until(async () => /answers at/.test(one.said()) || null, 'the station');
  assert.is((await get(one, '/setup')).status, 404);
});

portal('who asks it keeps it open; without a network it stays open for ever, and knows what it has heard', async () => {
  const lost = await boot(CONFIG, { held: true, more: 'LENT.wifiError="NO_AP_FOUND";' });
  await pass(lost, 302);
  await accessPoint(lost);
  await lost.evaluate('(LENT.wifiError=null,LENT.pass(290))');
  for (const path of ['/', '/setup']) {
    assert.is((await get(lost, path)).status, 200);
    await lost.evaluate('LENT.pass(290)');
    assert.is(await lost.evaluate('LENT.ap&&1'), 1, path);
  }
  lost.stop();
  // What ends a scan that does not answer comes at once here, and must find that this one has answered.
  const early = 'LENT.timer=setTimeout;global.setTimeout=function(f,ms){return LENT.timer(f,ms>9999?300:ms)};';
  const fresh = await boot({}, { held: true, more: early });
  await accessPoint(fresh);
  await pass(fresh, 610);
  assert.is(await fresh.evaluate('LENT.ap&&1'), 1);
  const { networks } = (await (await get(fresh, '/setup')).json()) as { networks: string[] };
  assert.is(networks.length, 2);
});

portal('the button, held for five seconds, opens it', async () => {
  const one = await boot(CONFIG, { held: true });
  await one.evaluate('(LENT.button=1,LENT.pass(4),LENT.button=0,LENT.pass(1),LENT.button=1,LENT.pass(4))');
  assert.is(await one.evaluate('LENT.ap||null'), null);
  await one.evaluate('LENT.pass(2)');
  await accessPoint(one);
  assert.is(await one.evaluate('LENT.disconnects'), 1);
});

const configTests = suite('device on Espruino: configuration');
configTests.after.each(killAll);
const config = limited(configTests);

config('is shown without secrets, and changed with the token only, from here only', async () => {
  const one = await boot({ ...CONFIG, setup_password: 'of the portal' });
  const bearer = { authorization: `Bearer ${TOKEN}` };
  const text = await (await get(one, '/config')).text();
  for (const secret of ['secret123', TOKEN, 'of the portal']) assert.not.match(text, secret);
  const change = '{"energy_unit_wh":1}';
  assert.is((await send(one, 'POST', '/config', change)).status, 401);
  for (const wrong of ['', 'Bearer', 'Bearer a token of sixteeN', `Basic ${TOKEN}`]) {
    assert.is((await send(one, 'POST', '/config', change, { authorization: wrong })).status, 401, wrong);
  }
  assert.is((await send(one, 'POST', '/config', change, { ...bearer, origin: 'http://evil.example' })).status, 403);
  assert.is((await send(one, 'POST', '/config', change, { ...bearer, host: 'evil.example' })).status, 421);
  assert.is((await send(one, 'POST', '/restart', '', { ...bearer, host: 'evil.example' })).status, 421);
  assert.is((await send(one, 'POST', '/config', '{"energy_unit_wh":', bearer)).status, 400);
  assert.is((await send(one, 'POST', '/config', '[1]', bearer)).status, 400);
  const origin = { ...bearer, origin: one.url };
  assert.equal(await send(one, 'POST', '/config', change, origin), {
    status: 200,
    body: '200: saved; POST /restart applies it\n',
  });
  assert.is(
    (await send(one, 'POST', '/config', '{"ct_ratio":40}', { ...bearer, host: 'kamstrup-han.local' })).status,
    200,
  );
  const kept = JSON.parse(await (await get(one, '/config')).text());
  assert.equal([kept.energy_unit_wh, kept.ct_ratio, kept.wifi_ssid], [1, 40, 'net']);
  await one.reboot();
  assert.is(await one.evaluate('LENT.joined'), 'net/secret123', 'secrets stay');
});

config('cannot be changed while no token is set', async () => {
  const one = await boot({ wifi_ssid: 'net' });
  for (const authorization of ['Bearer ', 'Bearer undefined', '']) {
    assert.is((await send(one, 'POST', '/config', '{}', { authorization })).status, 403);
    assert.is((await send(one, 'POST', '/restart', '', { authorization })).status, 403);
  }
});

if (INTERPRETER) {
  wifiTests.run();
  portalTests.run();
  configTests.run();
} else console.log(SKIPPED);
