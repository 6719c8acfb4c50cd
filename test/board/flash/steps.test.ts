import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LOG_FILE } from '../../../board/esp32/storage.js';
import { createFlash, type Plan, runSteps } from '../../../board/flash/steps.js';
import { type Chip, type ChipOptions, startChip } from '../../support/chip-console.js';
import { flashOf } from '../../support/flash.js';
import { tempFolder } from '../../support/folders.js';

const folder = tempFolder('flash-steps');
const backups = join(folder, 'backups');
const page = join(folder, 'page');
mkdirSync(page);
const bundle = join(folder, 'bundle.js');
writeFileSync(bundle, `${'x'.repeat(2000)}\n`);
writeFileSync(join(page, 'index.html.gz'), 'p'.repeat(700));

/** What the firmware has kept on a board that is in use. */
const KEPT = {
  account: 'old',
  [LOG_FILE]: flashOf([['account', '17,4']]).files.read(LOG_FILE) as string,
  boots: '0',
  'config.json': '{"wifi_ssid":"Net","wifi_password":"from the board"}',
};

interface Outcome {
  chip: Chip;
  lines: string[];
  error: string;
}

/** Flashes a chip and stops it. */
async function flashTo(chip: Chip, changes: Partial<Plan> = {}, confirm = async (_: string) => true): Promise<Outcome> {
  const plan = { port: chip.port, bundle, page, backup: backups, changes: {}, anyBoard: false, anyVersion: false };
  const lines: string[] = [];
  const flash = createFlash({ ...plan, ...changes }, new Set(), confirm);
  const error = await runSteps(flash, (line) => lines.push(line)).then(
    () => '',
    (error: Error) => error.message,
  );
  return { chip, lines, error };
}

async function flashNew(
  options: Partial<ChipOptions>,
  files: Record<string, string> = {},
  changes: Partial<Plan> = {},
): Promise<Outcome> {
  const outcome = await flashTo(await startChip(options, files), changes);
  await outcome.chip.closed();
  outcome.chip.stop();
  return outcome;
}

function textOf(chip: Chip, name: string): string | undefined {
  return chip.files.get(name)?.toString('latin1');
}

const steps = suite('flash: steps');

steps('Bluetooth goes off, Storage is erased, and the configuration is written last', async () => {
  const { chip, lines, error } = await flashNew(
    { savedWifi: true },
    { ...KEPT, '.bootcde': 'old' },
    {
      changes: { hostname: 'meter' },
    },
  );
  assert.is(error, '');
  assert.equal(chip.events, [
    'Bluetooth false',
    'reset',
    'Wifi.save clear',
    'erase all',
    'write index.html.gz',
    'write .bootcde',
    'write .pad',
    'write account',
    'write config.json',
    'reboot',
  ]);
  assert.is(textOf(chip, 'account'), '17,4');
  assert.is(textOf(chip, 'config.json'), '{"wifi_ssid":"Net","wifi_password":"from the board","hostname":"meter"}');
  assert.is(textOf(chip, '.bootcde'), readFileSync(bundle, 'latin1'));
  assert.is(textOf(chip, 'boots'), undefined);
  const said = lines.join('\n');
  assert.match(said, /^memory: 100 of 5590 variables free; Bluetooth is off$/m);
  assert.match(said, /^kept: account, config\.json: 56 bytes$/m);
  assert.match(said, /^erase: a network that Espruino had saved is removed$/m);
  assert.match(said, /^configuration: hostname set; wifi_ssid, wifi_password kept$/m);
  assert.is(lines.pop(), 'address: answers at http://10.0.0.7/');
  assert.equal(readdirSync(backups), [], 'the backup is gone');
});

steps('damaged answers do no harm: no piece is written twice', async () => {
  const { chip, error } = await flashNew({ bluetooth: false, damages: true }, KEPT);
  assert.is(error, '');
  assert.equal(
    chip.events.filter((event) => event.startsWith('write')),
    ['index.html.gz', '.bootcde', '.pad', 'account', 'config.json'].map((name) => `write ${name}`),
  );
});

steps('what was read survives an upload that is cut off, and is written back by the next run', async () => {
  const chip = await startChip({ bluetooth: false }, KEPT);
  let port = chip.port;
  chip.options.diesAfterWrites = 4;
  const cut = flashTo(chip, { port });
  // The cable is pulled when the chip has stopped answering.
  const timer = setInterval(() => {
    if (chip.events.includes('write .bootcde')) chip.stop();
  }, 20);
  const { error } = await cut;
  clearInterval(timer);
  assert.match(error, 'was closed unexpectedly');
  assert.is(textOf(chip, 'config.json'), undefined);
  const [name] = readdirSync(backups);
  assert.match(readFileSync(join(backups, name), 'utf8'), Buffer.from('17,4').toString('base64'));

  const again = await startChip({ bluetooth: false }, { account: 'begun again' });
  port = again.port;
  const questions: string[] = [];
  const second = await flashTo(again, { port }, async (question) => Boolean(questions.push(question)));
  again.stop();
  assert.is(second.error, '');
  assert.match(questions[0], /^The last run did not finish\. .*account, config\.json of this board\. Write it back\?$/);
  assert.is(textOf(again, 'account'), '17,4');
  assert.is(textOf(again, 'config.json'), KEPT['config.json']);
  assert.not(existsSync(join(backups, name)));
});

steps('a board that is not accepted keeps its firmware', async () => {
  const old = await flashNew({ version: '2v29' }, KEPT);
  assert.match(old.error, /2v29 loses most bytes of each list/);
  assert.equal(old.chip.events, []);
  const small = await flashNew({ bluetooth: false, total: 4999 }, KEPT);
  assert.match(small.error, /has 4999 variables/);
  assert.equal(small.chip.events, ['reset', 'reboot']);
  const noNetwork = await flashNew({ bluetooth: false }, { account: '1' }, { changes: { wifi_password: '12345678' } });
  assert.match(noNetwork.error, 'a password is given, but no network');
  assert.equal(noNetwork.chip.events, ['reset', 'reboot']);
  assert.is(textOf(noNetwork.chip, 'account'), '1');
});

steps('a version that loses bytes is taken if a test asks for it', async () => {
  const { error } = await flashNew({ version: '2v29' }, {}, { anyVersion: true });
  assert.is(error, '');
});

steps('an open portal is reported as the firmware prints it', async () => {
  const says = 'kamstrup-han setup: join Wi-Fi kamstrup-han-AB12 with password abc, then http://192.168.4.1/';
  const { lines } = await flashNew({ bluetooth: false, says });
  assert.match(lines.pop() as string, /^address: join Wi-Fi kamstrup-han-AB12 with password abc/);
});

steps.run();
