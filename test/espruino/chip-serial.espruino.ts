/** The serial line of the ESP32: pieces of 120 bytes or of the threshold's size, and pins that are taken. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killAll, start, until } from '../support/program.js';
import { wireOf } from '../support/vectors.js';
import { only } from './habits.js';
import { boot, type Device } from './interpreter.js';
import { INTERPRETER, SKIPPED } from './launch.js';
import { get, limited } from './talk.js';

const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123' };
const PIECE = 120;
/** Register CONF1 of a port without its threshold, as the driver sets it. */
const OTHER_BITS = 0x8a7a0a00;

interface Status {
  link: Record<string, number> & { fault: string | null };
  device: { config_faults: string[] };
}

async function statusOf(device: Device): Promise<Status> {
  return (await get(device, '/status')).json() as Promise<Status>;
}

const tests = suite('the chip: serial line');
tests.after.each(killAll);
const serial = limited(tests);

serial('the threshold of the FIFO is lowered after each setup; the other bits of the register stay', async () => {
  const one = await boot(CONFIG, { habits: only({ pieces: true, fifo: true }) });
  const expectLow = async (device: Device) => {
    const conf1 = await device.evaluate<number>('LENT.registers[LENT.conf1]');
    assert.ok((conf1 & 127) > 0 && (conf1 & 127) <= 40, `a threshold of ${conf1 & 127}`);
    assert.is((conf1 & ~127) >>> 0, OTHER_BITS);
  };
  await expectLow(one);
  one.stop();
  // This meter is polled at two speeds: the port is set up again before each poll and during it.
  const eye = await boot({ ...CONFIG, meter: 'iec61107', poll_s: 5 }, { habits: only({ pieces: true, fifo: true }) });
  await start(['simulate', '--serial', eye.meter, '--meter', 'iec62056', '--fast', '3'], /waits on/);
  for (let polls = 1; polls < 3; polls++) {
    await until(async () => ((await statusOf(eye)).link.lists >= polls ? true : null), 'a poll', 60);
    await expectLow(eye);
  }
});

serial('a list in pieces of 120 bytes, 500 ms apart, is read at any phase of the tick', async () => {
  const one = await boot(CONFIG, { held: true, habits: only({}) });
  const list = JSON.stringify(Buffer.from(wireOf('3ph-hourly-new')).toString('base64'));
  const say = (from: string) => `for(i=${from};i+=12)LENT.onData(t.substr(i,12));`;
  // Three ticks between two pieces: the first one finds bytes, and at most two more fit into 500 ms.
  const code = `var i,n;for(n=0;n<3;n++)LENT.tick();${say(`0;i<${PIECE}`)}`;
  const pause = 'for(n=0;n<3;n++)LENT.tick();';
  let body = code;
  const bytes = wireOf('3ph-hourly-new').length;
  for (let at = PIECE; at < bytes; at += PIECE) body += pause + say(`${at};i<${Math.min(at + PIECE, bytes)}`);
  await one.evaluate(`(function(t){${body};LENT.tick();return 1})(atob(${list}))`);
  const { link } = await statusOf(one);
  assert.equal([link.lists, link.timeouts, link.discarded_bytes], [1, 0, 0]);
});

serial('the optical eye is read in pieces of 120 characters at 300 baud, 4 s apart', async () => {
  const habits = only({ pieces: true, slowPoll: true });
  const one = await boot({ ...CONFIG, meter: 'iec61107', poll_s: 5 }, { habits });
  await start(['simulate', '--serial', one.meter, '--meter', 'iec61107'], /waits on/);
  await until(async () => ((await statusOf(one)).link.lists > 0 ? true : null), 'a poll', 75);
});

/** What is set, and what of it is refused by name. */
const PINS: [config: Record<string, unknown>, refused: string][] = [
  [{ rx_pin: 17 }, 'rx_pin'],
  [{ rx_pin: 6 }, 'rx_pin'],
  [{ rx_pin: 11 }, 'rx_pin'],
  [{ led_pin: 9 }, 'led_pin'],
  [{ meter: 'kmp', eye_rx_pin: 8 }, 'eye_rx_pin'],
  [{ meter: 'kmp', eye_tx_pin: 10 }, 'eye_tx_pin'],
  [{ rx_pin: 4, led_pin: 4 }, '_pin'],
  [{ meter: 'kmp', eye_rx_pin: 26 }, '_pin'],
  [{ meter: 'kmp', eye_tx_pin: 25, eye_rx_pin: 25 }, '_pin'],
];

for (const [config, refused] of PINS) {
  serial(`${JSON.stringify(config)}: a pin that is taken is refused and not used`, async () => {
    const one = await boot({ ...CONFIG, ...config }, { habits: only({ pins: true }) });
    await one.evaluate('LENT.pass(20)');
    assert.match((await statusOf(one)).device.config_faults.join(), refused);
    const line = await one.evaluate<{ rx: string } | null>('LENT.line||null');
    if (config.rx_pin === 17) assert.is.not(line?.rx, 'D17');
  });
}

if (INTERPRETER) tests.run();
else console.log(SKIPPED);
