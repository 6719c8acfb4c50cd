/** Storage of the ESP32, from which the firmware runs: it is never compacted under it, and no power cut loses the firmware. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killAll, until } from '../support/program.js';
import { chipLibrary, only } from './habits.js';
import { type BootOptions, boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED } from './launch.js';
import { feed, get, limited, send } from './talk.js';

const TOKEN = 'a token of sixteen';
const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123', token: TOKEN };
/** What is left free: less than any file of the firmware takes. */
const FREE_BYTES = 100;
/** Writes to the flash at which the power goes. */
const CUTS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89];

interface Stats {
  freeBytes: number;
  trashBytes: number;
}

/** What resolves late has failed. */
async function within(what: Promise<unknown>, name: string, seconds: number): Promise<void> {
  let done = false;
  what.then(() => {
    done = true;
  });
  await until(async () => done || null, name, seconds);
}

/** Fills the flash with files that are erased, until hardly anything is free. */
async function fill(device: Device): Promise<void> {
  const body = `
    var s=require("Storage"),t=new Array(3001).join("x"),n=3000,f;
    while((f=s.getStats().freeBytes)>${FREE_BYTES}){
      if(f<n+64)n=f-64;
      if(n<8)break;
      s.write("trash",t.substr(0,n));
      s.erase("trash");
    }
    return f`;
  const free = await device.evaluate<number>(`(function(){${body.replace(/\n\s*/g, '')}})()`);
  assert.ok(free <= FREE_BYTES, `${free} bytes are free`);
}

/** Changes a setting; resolves to the status of the answer, or null without one. */
function setRatio(device: Device, ratio: number): Promise<number | null> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  return send(device, 'POST', '/config', `{"ct_ratio":${ratio}}`, headers).then(
    ({ status }) => status,
    () => null,
  );
}

/** Boots a device whose flash is full of erased files, and has a hole where its first settings stood. */
async function bootFull(options: BootOptions): Promise<Device> {
  const one = await boot(CONFIG, options);
  for (const ratio of [2, 3]) assert.is(await setRatio(one, ratio), 200);
  await fill(one);
  return one;
}

const tests = suite('the chip: Storage');
tests.after.each(killAll);
const storage = limited(tests);

for (const configFirst of [false, true]) {
  const where = configFirst ? 'in front of' : 'behind';
  storage(
    `a flash that gets full, with a hole ${where} the firmware, is compacted by a text and a restart only`,
    async () => {
      const one = await bootFull({ habits: only({ compaction: true }), configFirst });
      // Kept or not, for want of room: the device lives on.
      await setRatio(one, 4);
      assert.not.match(one.said(), /the chip stopped/);
      // In the pause behind a list.
      await feed(one);
      await within(one.ended(), 'a restart', 30);
      assert.not.match(one.said(), /the chip stopped/);
      await one.reboot();
      const { freeBytes, trashBytes } = await one.evaluate<Stats>('require("Storage").getStats()');
      assert.ok(freeBytes > 50_000 && trashBytes < 10_000, `${freeBytes} bytes are free, ${trashBytes} erased`);
      assert.is(await setRatio(one, 5), 200);
      await one.reboot();
      assert.is(((await (await get(one, '/config')).json()) as { ct_ratio: number }).ct_ratio, 5);
    },
  );

  storage(`a power cut at any point of that, with a hole ${where} the firmware, loses no firmware`, async () => {
    const one = await bootFull({ habits: only({}), configFirst });
    const check = 'E.CRC32(require("Storage").read(".bootcde"))';
    const firmware = await one.evaluate(check);
    await one.powerOff();
    const flash = join(one.folder, 'espruino.flash');
    const full = readFileSync(flash);
    for (const cut of CUTS) {
      await one.powerOff();
      writeFileSync(flash, full);
      one.cutPower(cut);
      await one.reboot(false);
      // It ends in this write to the flash, or when it has compacted it with fewer.
      const fed = until(() => feed(one).then(() => true), 'a list').catch(() => {});
      await within(one.ended(), `the end with a cut in write ${cut}`, 30);
      await fed;
      await one.reboot();
      assert.is(await one.evaluate(check), firmware, `after a cut in write ${cut}`);
    }
  });
}

if (!INTERPRETER) console.log(SKIPPED);
else if (chipLibrary(INTERPRETER)) tests.run();
