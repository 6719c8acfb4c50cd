/**
 * What the device's bundle costs on the interpreter that `ESPRUINO` names, `--json` for one line of JSON:
 *
 * - `list_us` is one 228-byte list in `data` events of 12 characters, from bytes to values; `bare_crc_us` the bare table CRC
 *   loop over the same bytes in the same run, and `ratio` the quotient of the two.
 * - `PATH first` and `PATH second` are the first and the second request after a list, in lists of the same run, without the
 *   network of the interpreter. The device has kept two years: peaks, 48 hours, 62 days, 24 months and all powers of an hour. An
 *   answer grows with its rows: `PATH per_kb` is the second request by kB of the response.
 * - `vars_*` are JsVars: of interpreter and bundle after boot, and beside them those of the prelude, which stands in for what is
 *   native on an ESP32; `vars_after list` and `vars_after PATH` those of interpreter and bundle after the first list, and after the first
 *   response of each path, in this order;
 *   `vars_grown` what 1000 lists or requests leave.
 */
import { readFileSync, statSync } from 'node:fs';
import { hexOf } from '../support/hex.js';
import { keptAccount, lastHour } from '../support/kept-account.js';
import { killAll } from '../support/program.js';
import { wireOf } from '../support/vectors.js';
import { boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED } from './launch.js';
import { get, varsInUse } from './talk.js';

const ROUNDS = 200;
const LISTS = 1000;
const REQUESTS = 1000;
const REQUEST_ROUNDS = 40;
/** Every kind of response that is rendered. */
const PATHS = ['/healthz', '/status', '/data.json', '/metrics', '/history?span=hours', '/history?span=power'];

function hundredths(value: number): number {
  return Math.round(100 * value) / 100;
}

/** Growth over `what`, which has run once before, so that what is made once is made. */
async function growth(device: Device, what: () => Promise<unknown>): Promise<number> {
  await what();
  const before = await varsInUse(device);
  await what();
  await new Promise((resolve) => setTimeout(resolve, 500));
  return (await varsInUse(device)) - before;
}

async function feedLists(device: Device): Promise<void> {
  for (let i = 0; i < LISTS; i += ROUNDS) await device.evaluate('MEASURE()');
}

async function ask(device: Device): Promise<void> {
  for (let i = 0; i < REQUESTS; i++) await (await get(device, i % 5 ? '/status' : '/nowhere')).text();
}

/** A list to `onData`, in events of 12 characters. */
async function feedFrame(device: Device, frame: Uint8Array): Promise<void> {
  const text = JSON.stringify(Buffer.from(frame).toString('base64'));
  await device.evaluate(
    `(function(t){for(var i=0;i<t.length;i+=12)LENT.onData(t.substr(i,12));return 1})(atob(${text}))`,
  );
}

/** Requests after a list, in lists. Throws if the account that was kept is not in the responses. */
async function measureRequests(code: string): Promise<Record<string, number>> {
  const frames = lastHour();
  const list = JSON.stringify(hexOf(frames[frames.length - 1]));
  const more = `var LIST=${list},ROUNDS=${REQUEST_ROUNDS};\n${code}`;
  const device = await boot({ wifi_ssid: 'net' }, { more, files: { account: keptAccount() } });
  for (const frame of frames) await feedFrame(device, frame);
  const rows: number[] = [];
  for (const span of ['hours', 'days', 'months', 'power']) {
    rows.push(((await (await get(device, `/history?span=${span}`)).json()) as { rows: unknown[] }).rows.length);
  }
  if (rows.join() !== '48,62,24,360') throw new Error(`the history has ${rows.join()} rows`);
  const figures: Record<string, number> = {};
  for (const path of PATHS) {
    const time = await device.evaluate<{ list: number }>('MEASURE()');
    const cost = await device.evaluate<Record<string, number>>(`REQUEST(${JSON.stringify(path)})`);
    if (+cost.status !== 200) throw new Error(`${path} answered ${cost.status}`);
    figures[`${path} first`] = hundredths(cost.first / time.list);
    figures[`${path} second`] = hundredths(cost.second / time.list);
    figures[`${path} per_kb`] = hundredths((1000 * cost.second) / time.list / cost.bytes);
  }
  device.stop();
  return figures;
}

/** JsVars after the first response of each kind, after one list. */
async function varsAfter(device: Device, standIn: number): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  await feedFrame(device, wireOf('3ph-10s-new'));
  figures['vars_after list'] = (await varsInUse(device)) - standIn;
  for (const path of PATHS) {
    await (await get(device, path)).text();
    await new Promise((resolve) => setTimeout(resolve, 500));
    figures[`vars_after ${path}`] = (await varsInUse(device)) - standIn;
  }
  return figures;
}

async function measure(): Promise<Record<string, number>> {
  const code = ['measure', 'measure-request']
    .map((name) => readFileSync(`test/espruino/${name}.js`, 'latin1'))
    .join('\n');
  const device = await boot({ wifi_ssid: 'net' });
  const standIn = await device.evaluate<number>('LENT.vars');
  const varsAfterBoot = (await varsInUse(device)) - standIn;
  const afterResponses = await varsAfter(device, standIn);
  device.stop();
  const list = JSON.stringify(hexOf(wireOf('3ph-10s-new')));
  const measured = await boot({ wifi_ssid: 'net' }, { more: `var LIST=${list},ROUNDS=${ROUNDS};\n${code}` });
  const time = await measured.evaluate<{ list: number; bare: number; residue: number }>('MEASURE()');
  if (time.residue !== 0xf0b8) throw new Error('the bare loop did not run over the list');
  const { link } = (await (await get(measured, '/status')).json()) as { link: { lists: number } };
  if (link.lists !== ROUNDS) throw new Error('not every list was read');
  const grownByLists = await growth(measured, () => feedLists(measured));
  const grownByRequests = await growth(measured, () => ask(measured));
  measured.stop();
  return {
    list_us: Math.round(time.list),
    bare_crc_us: Math.round(time.bare),
    ratio: hundredths(time.list / time.bare),
    ...(await measureRequests(code)),
    vars_after_boot: varsAfterBoot,
    vars_of_stand_in: standIn,
    ...afterResponses,
    vars_grown: Math.max(grownByLists, grownByRequests),
    bundle_bytes: statSync('dist/esp32.js').size,
  };
}

if (!INTERPRETER) console.log(SKIPPED);
else {
  const figures = await measure().finally(killAll);
  if (process.argv.includes('--json')) console.log(JSON.stringify(figures));
  else for (const [name, value] of Object.entries(figures)) console.log(name.padEnd(32), value);
  process.exit();
}
