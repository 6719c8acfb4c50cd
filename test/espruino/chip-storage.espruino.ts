/** Storage of the ESP32, from which the firmware runs: it is never compacted under it, and no power cut loses the firmware. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killAll, until } from '../support/program.js';
import { chipLibrary, only } from './habits.js';
import { type BootOptions, boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED } from './launch.js';
import { get, limited, send } from './talk.js';

const TOKEN = 'a token of sixteen';
const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123', token: TOKEN };
/** What is left free: less than any file of the firmware takes. */
const FREE_BYTES = 100;
/** Writes to the flash at which the power goes; a page of 4 kB is erased in four. */
const CUTS = [1, 2, 3, 5, 8, 13, 21, 27, 34, 41, 55];

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

async function ratioOf(device: Device): Promise<number> {
  return ((await (await get(device, '/config')).json()) as { ct_ratio: number }).ct_ratio;
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
    `settings can be changed in a full Storage with a hole ${where} the firmware, and nothing compacts it`,
    async () => {
      const one = await bootFull({ habits: only({ compaction: true }), configFirst });
      const before = await one.evaluate<Stats>('require("Storage").getStats()');
      for (let ratio = 4; ratio < 30; ratio++) assert.is(await setRatio(one, ratio), 200);
      assert.not.match(one.said(), /the chip stopped/);
      assert.equal(await one.evaluate('require("Storage").getStats()'), before);
      await one.reboot();
      assert.is(await ratioOf(one), 29);
    },
  );
}

storage('a power cut at any write to the flash loses neither the firmware nor the settings', async () => {
  const one = await boot(CONFIG, { habits: only({}) });
  const check = 'E.CRC32(require("Storage").read(".bootcde"))';
  const firmware = await one.evaluate(check);
  let ratio = 2;
  for (const cut of CUTS) {
    const kept = await ratioOf(one);
    one.cutPower(cut);
    // Some twenty settings fill a half of the log; then the other one is erased and written.
    while ((await setRatio(one, ratio)) === 200) ratio++;
    await within(one.ended(), `the end with a cut in write ${cut}`, 30);
    await one.reboot();
    assert.is(await one.evaluate(check), firmware, `after a cut in write ${cut}`);
    const after = await ratioOf(one);
    assert.ok(
      after >= kept && (after === ratio - 1 || after === ratio || after === kept),
      `${kept}, ${ratio}, then ${after}`,
    );
    ratio++;
  }
});

if (!INTERPRETER) console.log(SKIPPED);
else if (chipLibrary(INTERPRETER)) tests.run();
