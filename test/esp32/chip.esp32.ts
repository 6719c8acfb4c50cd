/**
 * The firmware on the true image, in an emulator of the ESP32, the way of a user: flash, Wi-Fi, lists, page, button, safe mode.
 * The tests are one run and build on each other.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { versionFault } from '../../board/esp32/version.js';
import type { Console } from '../../board/flash/console.js';
import { FLASH } from '../../board/flash/options.js';
import { runFlash } from '../support/flashing.js';
import { tempFolder } from '../support/folders.js';
import { killAll, until } from '../support/program.js';
import { vectorNamed, wireOf } from '../support/vectors.js';
import { type Chip, copyImage, JOIN_S, powerOn, printed, pullButton, REACHED, SKIPPED } from './emulator.js';
import { costOfList, costOfRequest, ROUNDS } from './measure.js';
import { startSntpServer } from './sntp-server.js';

const TOKEN = 'token-of-sixteen';
/** The open network that the emulator plays, and the address of its host there. */
const NETWORK = 'Espressif';
const HOST = '10.0.2.2';
const VECTOR = '3ph-10s-new';
const LISTS = 20;
const LIST_PERIOD_MS = 2500;
const POLLERS = 5;
const REQUESTS = 50;
/** Room for five answers at once (`ANSWER_VARS` in board/esp32/main.ts). */
const LEAST_FREE_VARS = 5 * 350;
/** What may differ from look to look: a socket that is being closed. */
const FEW_VARS = 15;
const PORTAL = /kamstrup-han setup: join Wi-Fi (kamstrup-han-[0-9A-F]{4}) with password (\w{12}),/;
/** The firmware asks for five seconds; then it scans, and the chip may be three times as slow as another. */
const PORTAL_S = 90;

interface Status {
  active_power_import_w: number | null;
  link: Record<string, number | null>;
  device: Record<string, unknown>;
}

let chip: Chip;
let session: Console;
let version = '';
/** Copy of the flash as the tool has left it. */
let flashed = '';
let password = '';

function get(path: string, options: RequestInit = {}): Promise<Response> {
  return fetch(chip.url + path, { signal: AbortSignal.timeout(20_000), ...options });
}

async function statusOf(): Promise<Status> {
  return (await get('/status')).json() as Promise<Status>;
}

function post(path: string, body: string): Promise<Response> {
  return get(path, { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` }, body });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** JsVars in use, after garbage collection. */
function varsInUse(): Promise<number> {
  return session.ask<number>('process.memory().usage');
}

async function sendLists(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    chip.sendToMeterPort(wireOf(VECTOR));
    await pause(LIST_PERIOD_MS);
  }
}

/** Asks until so many lists are counted; returns the first `/status` that has them. */
function listsRead(count: number): Promise<Status> {
  return until(() => statusOf().then((it) => (Number(it.link.lists) >= count ? it : null)), `${count} lists`, 30);
}

function assertNothingLost(link: Status['link']): void {
  for (const name of ['discarded_bytes', 'fcs_errors', 'hcs_errors', 'length_errors', 'timeouts', 'overruns']) {
    assert.is(link[name], 0, name);
  }
}

/** True if lists do not arrive whole on this version, which is said. */
function losesLists(): boolean {
  const fault = versionFault(version);
  if (fault) console.log(`skipped, since no list can arrive: ${fault}`);
  return fault !== null;
}

/** Holds the button until the portal is there; returns its made-up password. */
async function passwordOfPortal(): Promise<string> {
  session.send(pullButton(true));
  const [, , made] = await printed(session, PORTAL, PORTAL_S);
  session.send(pullButton(false));
  return made;
}

const tests = suite('device on an emulated ESP32');
tests.after(killAll);
let failed = '';

/** Adds a step; after one that failed the others are not tried, since each would wait in vain for minutes. */
function device(name: string, step: () => Promise<void>): void {
  tests(name, async () => {
    if (failed) throw new Error(`not tried, since this failed: ${failed}`);
    failed = name;
    await step();
    failed = '';
  });
}

device('the tool flashes the image, and the board joins the network after its restart', async () => {
  const image = copyImage('first.bin');
  chip = await powerOn(image);
  session = await chip.open();
  version = await session.ask<string>('process.env.VERSION');
  const before = await session.ask<string>('require("Wifi").getStatus().mode');
  await session.close();
  const known = { 'any-version': ['--any-version'], backup: ['--backup', tempFolder('esp32-backup')] };
  const more = Object.entries(known).flatMap(([option, words]) => (option in FLASH.options ? words : []));
  const args = ['--port', chip.port, '--ssid', NETWORK, '--password', '', '--token', TOKEN, ...more];
  let { code, out, err } = await runFlash(args);
  // A host that is too busy for the pauses of the upload loses bytes; the tool finds that and asks for a second run.
  if (/Run the same command again/.test(err)) {
    console.log(`\nfirst try: ${err}`);
    ({ code, out, err } = await runFlash(args));
  }
  assert.is(code, 0, out + err);
  assert.match(out, /address: answers at http:\/\/10\.0\.2\.15\//);
  await chip.stop();
  flashed = copyImage('flashed.bin', image);
  console.log(`\nEspruino ${version}; Wi-Fi before: ${before}`);
  chip = await powerOn(image);
  session = await chip.open();
  await until(() => get('/help').then((it) => it.status), 'the device', JOIN_S);
});

device('its own access point is closed, Bluetooth is off, and there is memory for five answers at once', async () => {
  await until(
    async () => ((await session.ask('require("Wifi").getStatus().mode')) === 'STA' ? true : null),
    'the end of the access point',
    JOIN_S,
  );
  assert.is(await session.ask('ESP32.getState().BLE'), false);
  const { total, usage, free } = await session.ask<Record<string, number>>('process.memory()');
  console.log(`JsVars: ${total} in all, ${usage} used after boot`);
  assert.ok(free >= LEAST_FREE_VARS, `${free} JsVars are free`);
});

device('the page is the one that was built, and each request that reads is answered', async () => {
  const page = await get('/', { headers: { 'accept-encoding': 'identity' } });
  assert.is(page.headers.get('content-encoding'), 'gzip');
  assert.is(await page.text(), gunzipSync(readFileSync('dist/page/index.html.gz')).toString());
  for (const path of ['/help', '/history?span=hours', '/metrics', '/config']) assert.is((await get(path)).status, 200);
  const { device: facts } = await statusOf();
  assert.is(facts.espruino, version);
  assert.is(facts.ip, '10.0.2.15');
  assert.equal(facts.faults, versionFault(version) ? [versionFault(version)] : []);
  assert.is(facts.clock, 'none');
});

device(`${LISTS} lists at line speed are all read, and ${REQUESTS} requests of five pollers are answered`, async () => {
  const loses = losesLists();
  if (!loses) {
    await sendLists(2);
    const { active_power_import_w } = await listsRead(2);
    assert.is(active_power_import_w, vectorNamed(VECTOR).values.active_power_import_w);
  }
  for (const path of ['/status', '/data.json', '/healthz']) await get(path);
  const before = await varsInUse();
  if (!loses) {
    await sendLists(LISTS);
    const { link } = await listsRead(2 + LISTS);
    assert.is(link.lists, 2 + LISTS);
    assert.is(link.bytes, (2 + LISTS) * wireOf(VECTOR).length);
    assertNothingLost(link);
  }
  let asked = 0;
  let answered = 0;
  const start = Date.now();
  const pollers = Array.from({ length: POLLERS }, async () => {
    while (asked < REQUESTS) {
      asked++;
      if ((await get('/status')).status === 200) answered++;
    }
  });
  await Promise.all([...pollers, loses ? null : sendLists(4)]);
  const seconds = (Date.now() - start) / 1000;
  assert.is(answered, REQUESTS);
  const grown = await until(
    async () => {
      const vars = (await varsInUse()) - before;
      return vars <= FEW_VARS ? vars : null;
    },
    `no more than the ${before} JsVars of before`,
    20,
  );
  console.log(
    `JsVars: ${before} used after the first requests${loses ? '' : ' and lists'}, ${grown} more after all of them`,
  );
  console.log(
    `${POLLERS} pollers: ${asked} requests${loses ? '' : ' and 4 lists'} took ${seconds.toFixed(1)} s of the host`,
  );
  if (!loses) assertNothingLost((await listsRead(2 + LISTS + 4)).link);
});

device('a time server that is set over the network gives UTC, and a restart keeps what was counted', async () => {
  const { link: before } = await statusOf();
  const server = await startSntpServer(Date.UTC(2027, 2, 4, 5, 6, 7));
  const saved = await post('/config', JSON.stringify({ ntp_server: `${HOST}:${server.port}` }));
  assert.is(saved.status, 200, await saved.text());
  session.send('');
  // The firmware gives the answer half a second to get out, and a busy host may take longer.
  const answer = await post('/restart', '').catch(() => null);
  if (answer) assert.is(answer.status, 200);
  else console.log('the answer to POST /restart was cut off');
  await printed(session, REACHED, JOIN_S);
  const { link, device: facts } = await until(
    () => statusOf().then((it) => (it.device.clock === 'ntp' ? it : null)),
    'the time of the server',
    JOIN_S,
  );
  server.close();
  assert.ok(server.answered() > 0);
  assert.is(facts.reset_reason, 'requested over HTTP');
  assert.is(link.lists, before.lists);
});

device('the button opens the portal, with a password that the board makes up', async () => {
  password = await passwordOfPortal();
  assert.match(await session.ask<string>('require("Wifi").getStatus().mode'), /AP/);
});

device('three starts that end within a minute lead to safe mode', async () => {
  for (let i = 0; i < 2; i++) {
    session.send('E.reboot()');
    await printed(session, REACHED, JOIN_S);
  }
  session.send('E.reboot()');
  await printed(session, /three starts ended within a minute: safe mode/, JOIN_S);
  const [, , kept] = await printed(session, PORTAL, PORTAL_S);
  assert.is(kept, password);
  await chip.stop();
});

device('a list costs a few times the bare CRC loop; another board makes up another password', async () => {
  chip = await powerOn(copyImage('second.bin', flashed), true);
  session = await chip.open();
  await until(() => get('/help').then((it) => it.status), 'the device', JOIN_S);
  const ask = (): Promise<number> => costOfRequest(session, '/status');
  const empty = [await ask(), await ask()];
  const { first, list, bare } = await costOfList(session);
  const full = [await ask(), await ask()];
  const ratio = (count: number, unit: number): string => (count / unit).toFixed(2);
  console.log(`instructions: bare CRC loop ${bare}; list ${list}, the first ${first}`);
  console.log(`instructions of /status: ${empty.join(', then ')} without a list; ${full.join(', then ')} with one`);
  console.log(`ratios: list / bare loop ${ratio(list, bare)}, the first ${ratio(first, bare)}`);
  console.log(`ratios: /status / list ${ratio(full[0], list)}, then ${ratio(full[1], list)}`);
  assert.is((await statusOf()).link.lists, 1 + ROUNDS);
  const other = await passwordOfPortal();
  assert.is.not(other, password);
  await chip.stop();
});

if (SKIPPED) console.log(SKIPPED);
else tests.run();
