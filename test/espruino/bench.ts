/**
 * What the device's bundle costs on the interpreter that `ESPRUINO` names, `--json` for one line of JSON:
 * `list_us` is one 228-byte list in `data` events of 12 characters, from bytes to values; `bare_crc_us` the bare table CRC
 * loop over the same bytes in the same run; `vars_*` are JsVars: of interpreter and bundle after boot, and beside them those of
 * the prelude, which stands in for what is native on an ESP32.
 */
import { readFileSync, statSync } from 'node:fs';
import { hexOf } from '../support/hex.js';
import { killAll } from '../support/program.js';
import { wireOf } from '../support/vectors.js';
import { boot, type Device, get, INTERPRETER, SKIPPED, varsInUse } from './interpreter.js';

const ROUNDS = 200;
const LISTS = 1000;
const REQUESTS = 1000;

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

async function measure(): Promise<Record<string, number>> {
  const code = readFileSync('test/espruino/measure.js', 'latin1');
  const device = await boot({ wifi_ssid: 'net' });
  const standIn = await device.evaluate<number>('LENT.vars');
  const varsAfterBoot = (await varsInUse(device)) - standIn;
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
    ratio: Math.round((100 * time.list) / time.bare) / 100,
    vars_after_boot: varsAfterBoot,
    vars_of_stand_in: standIn,
    vars_grown: Math.max(grownByLists, grownByRequests),
    bundle_bytes: statSync('dist/esp32.js').size,
  };
}

if (!INTERPRETER) console.log(SKIPPED);
else {
  const figures = await measure().finally(killAll);
  if (process.argv.includes('--json')) console.log(JSON.stringify(figures));
  else for (const [name, value] of Object.entries(figures)) console.log(name.padEnd(18), value);
  process.exit();
}
