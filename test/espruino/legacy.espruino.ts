/** The device's bundle at meters that are asked by their optical eye, on the real interpreter. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killAll, start, until } from '../support/program.js';
import { boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED } from './launch.js';
import { get, heard, limited, varsInUse } from './talk.js';

interface Status {
  active_energy_import_kwh: number | null;
  active_power_import_w: number | null;
  meter: Record<string, string | null>;
  meter_time: string | null;
  registers: Record<string, unknown>;
  link: Record<string, number>;
}

async function statusOf(device: Device): Promise<Status> {
  return (await get(device, '/status')).json() as Promise<Status>;
}

/** Waits until so many polls have given values. */
function polled(device: Device, polls: number): Promise<Status> {
  return until(
    () => statusOf(device).then((it) => (it.link.lists >= polls ? it : null)),
    `${polls} polls; the console said: ${device.said().slice(-800)}`,
    75,
  );
}

const tests = suite('optical eye on Espruino');
tests.after.each(killAll);
const eye = limited(tests);

/** What is played, what the device is set to, its line, and what it reads. */
const CASES: [kind: string, meter: string, line: string, type: string, power: boolean][] = [
  ['kmp', 'kmp', '9600 null D25 D26 8 1', '070422JA83486', true],
  ['kmp-ascii', 'kmp-ascii', '1200 even D25 D26 8 2', '685382OK10', true],
  ['iec61107', 'iec61107', '300 even D25 D26 7 1', '685-382-OK-10', false],
  ['iec62056', 'iec61107', '9600 even D25 D26 7 1', '382L', true],
];

for (const [kind, meter, line, type, power] of CASES) {
  for (const echo of [false, true]) {
    eye(`reads ${kind} ${echo ? 'with' : 'without'} an echo`, async () => {
      const one = await boot({ wifi_ssid: 'net', meter, poll_s: 5 });
      const playing = ['simulate', '--serial', one.meter, '--meter', kind];
      await start(echo ? [...playing, '--echo'] : playing, /waits on/);
      const status = await polled(one, 2);
      assert.is(status.meter.type, type);
      assert.type(status.active_energy_import_kwh, 'number');
      assert.is(status.active_power_import_w !== null, power);
      assert.is(status.meter_time !== null, kind === 'kmp');
      assert.ok(Object.keys(status.registers).length > 7);
      assert.is(status.link.fcs_errors, 0);
      const set = await one.evaluate<{ baud: number; parity: string | null; rx: string }>('LENT.line');
      assert.is(`${set.baud} ${set.parity} ${set.rx} ${await one.evaluate('LENT.eye')}`, line);
      await heard(one, `meter: found ${meter}`);
      one.stop();
    });
  }
}

eye('auto finds a 685-382 by its KMP, and polls leave the memory as it was', async () => {
  const one = await boot({ wifi_ssid: 'net', meter: 'auto', poll_s: 2 });
  await start(['simulate', '--serial', one.meter, '--meter', 'kmp-ascii', '--fast', '2'], /waits on/);
  await polled(one, 2);
  const before = await varsInUse(one);
  await polled(one, 6);
  const after = await varsInUse(one);
  assert.ok(after <= before + 15, `${before} JsVars, then ${after}`);
  await heard(one, 'meter: found kmp-ascii (685-382)');
});

eye('without the file for it the HAN port is read, and the status says why', async () => {
  const one = await boot({ wifi_ssid: 'net', meter: 'kmp' }, { files: { 'eye.js': '' } });
  const status = (await statusOf(one)) as unknown as { device: { faults: string[] } };
  assert.ok(status.device.faults.includes('the file eye.js of this firmware is missing: npm run flash writes it'));
  assert.is((await one.evaluate<{ baud: number }>('LENT.line')).baud, 2400);
});

if (INTERPRETER) tests.run();
else console.log(SKIPPED);
