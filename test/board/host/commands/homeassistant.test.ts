import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tempFolder } from '../../../support/folders.js';
import { HA_TOKEN, startHomeAssistant } from '../../../support/homeassistant.js';
import { killAll, start, until } from '../../../support/program.js';

const command = suite('command homeassistant');
command.after.each(killAll);

/** Runs the command; resolves to what it has said, whether it succeeded or not. */
async function say(args: string[], ready = /from now on|nothing was changed|--help tells/): Promise<string> {
  const running = await start(['homeassistant', ...args], ready);
  await running.stop();
  return running.said();
}

command('registers, writes the settings, and serve pushes from then on; twice is no second device', async () => {
  const ha = await startHomeAssistant();
  const file = join(tempFolder('homeassistant'), 'han.json');
  writeFileSync(file, '{"ct_ratio": 2}');
  const args = ['--url', `${ha.url}/`, '--token', HA_TOKEN, '--config', file];
  const said = await say(args);
  assert.match(said, /is a device of Home Assistant now/);
  assert.not.match(said, HA_TOKEN);
  const config = JSON.parse(readFileSync(file, 'utf8'));
  assert.equal(config, { ct_ratio: 2, homeassistant_url: ha.url, homeassistant_token: HA_TOKEN });
  assert.is(statSync(file.replace('.json', '.homeassistant')).mode & 0o077, 0, 'the webhook is nobody else’s');
  assert.match(await say(args), /was a device of Home Assistant already/);
  assert.is(ha.registrations.length, 1);
  const serving = await start(['serve', '--demo', '--port', '0', '--config', file], /answers at/);
  const states = await until(
    async () => ha.updates.find((one) => 'active_energy_import_kwh' in one) ?? null,
    'the states',
  );
  assert.type(states.active_power_import_w, 'number');
  assert.is(ha.registrations.length, 1);
  await serving.stop();
  ha.removeDevice();
  assert.match(await say(args), /is a device of Home Assistant now/);
  assert.equal(ha.faults, []);
  await ha.stop();
});

command('settings that cannot be written are told before there is a device', async () => {
  const ha = await startHomeAssistant();
  const file = join(tempFolder('homeassistant'), 'absent', 'han.json');
  assert.match(await say(['--url', ha.url, '--token', HA_TOKEN, '--config', file], /ENOENT/), dirname(file));
  assert.is(ha.registrations.length, 0);
  await ha.stop();
});

command('a token that is refused changes nothing, and is not shown', async () => {
  const ha = await startHomeAssistant();
  const file = join(tempFolder('homeassistant'), 'han.json');
  const said = await say(['--url', ha.url, '--token', 'a-token-that-is-wrong', '--config', file]);
  assert.match(said, 'HTTP 401; nothing was changed');
  assert.throws(() => statSync(file));
  assert.not.match(said, 'a-token-that-is-wrong');
  await ha.stop();
});

command('a bad address is wrong use', async () => {
  assert.match(
    await say(['--url', 'homeassistant:8123', '--token', HA_TOKEN]),
    'homeassistant_url must be http://HOST:PORT/PATH',
  );
});

command.run();
