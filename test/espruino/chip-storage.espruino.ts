/** Storage of the ESP32, from which the firmware runs: nothing compacts it, and no power cut loses the firmware or a setting. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killAll } from '../support/program.js';
import { chipLibrary, only } from './habits.js';
import { type BootOptions, boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED } from './launch.js';
import { feed, get, limited, send } from './talk.js';

const TOKEN = 'a token of sixteen';
const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123', token: TOKEN, allowed_hosts: 'x'.repeat(190) };
/** What is left free: less than any file of the firmware takes. */
const FREE_BYTES = 100;
/** Changes of the settings: enough to fill the room for them several times. */
const CHANGES = 100;
/** Writes to the flash in which the power goes, counted from a moment at which nothing is written. */
const CUTS = [1, 2, 3, 10, 30, 60, 90];

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
  const body = `
    var s=require("Storage"),t=new Array(3001).join("x"),n=3000,f;
    while((f=s.getStats().freeBytes)>${FREE_BYTES}){
      if(f<n+64)n=f-64;
      if(n<8)break;
      s.write("trash",t.substr(0,n));
      s.erase("trash");
    }
    return f`;
  const free = await one.evaluate<number>(`(function(){${body.replace(/\n\s*/g, '')}})()`);
  assert.ok(free <= FREE_BYTES, `${free} bytes are free`);
  return one;
}

/** A check of all that the flash tool has written. */
function firmwareOf(device: Device): Promise<unknown> {
  const files = '[".bootcde","setup.html"].map(function(f){return E.CRC32(require("Storage").read(f))})';
  return device.evaluate(files);
}

const tests = suite('the chip: Storage');
tests.after.each(killAll);
const storage = limited(tests);

for (const configFirst of [false, true]) {
  const where = configFirst ? 'in front of' : 'behind';
  storage(`Storage full, erased files ${where} the firmware: settings are kept without a compaction`, async () => {
    const one = await bootFull({ habits: only({ compaction: true }), configFirst });
    const before = await one.evaluate('require("Storage").getStats()');
    for (let ratio = 1; ratio <= CHANGES; ratio++) {
      const status = await setRatio(one, ratio);
      assert.not.match(one.said(), /the chip stopped/);
      assert.is(status, 200);
    }
    await feed(one);
    assert.equal(await one.evaluate('require("Storage").getStats()'), before, 'nothing was written to it');
    await one.reboot();
    assert.is(await ratioOf(one), CHANGES);
    assert.not.match(one.said(), /the chip stopped/);
  });

  storage(
    `Storage full, erased files ${where} the firmware: a power cut in a write loses neither firmware nor settings`,
    async () => {
      const one = await bootFull({ habits: only({}), configFirst });
      const firmware = await firmwareOf(one);
      let kept = await ratioOf(one);
      for (const cut of CUTS) {
        one.cutPower(cut);
        let tried = kept;
        while ((await setRatio(one, ++tried)) === 200) kept = tried;
        await one.ended();
        await one.reboot();
        assert.equal(await firmwareOf(one), firmware, `after a cut in write ${cut}`);
        const ratio = await ratioOf(one);
        assert.ok(ratio === kept || ratio === tried, `${ratio} after ${kept} and, cut in write ${cut}, ${tried}`);
        kept = ratio;
      }
    },
  );
}

storage('without room to keep anything, the device refuses a change and goes on', async () => {
  const one = await boot(CONFIG, { habits: only({ compaction: true }), files: { ballast: 'x'.repeat(140_000) } });
  const free = await one.evaluate<number>('require("Storage").getStats().freeBytes');
  assert.ok(free < 60_000, `${free} bytes are free`);
  assert.is(await setRatio(one, 2), 500);
  await feed(one);
  const { link } = (await (await get(one, '/status')).json()) as { link: { lists: number } };
  assert.is(link.lists, 1);
  await one.reboot();
  assert.is(await ratioOf(one), 1);
});

if (!INTERPRETER) console.log(SKIPPED);
else if (chipLibrary(INTERPRETER)) tests.run();
