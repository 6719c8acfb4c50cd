import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tempFolder } from '../../../support/folders.js';
import { HA_TOKEN, startHomeAssistant } from '../../../support/homeassistant.js';
import { killAll, start, until } from '../../../support/program.js';

const command = suite('homeassistant');
command.after.each(killAll);

/** Runs the command until it succeeds or fails; resolves with its messages. */
async function messagesOf(
  args: string[],
  ready = /to push every list|nothing was changed|--help for usage/,
): Promise<string> {
  const running = await start(['homeassistant', ...args], ready);
  await running.stop();
  return running.said();
}

command(
  'it registers the device and writes the settings; serve pushes from then on; a second run adds no device',
  async () => {
    const ha = await startHomeAssistant();
    const file = join(tempFolder('homeassistant'), 'han.json');
    writeFileSync(file, '{"ct_ratio": 2}');
    const args = ['--url', `${ha.url}/`, '--token', HA_TOKEN, '--config', file];
    const messages = await messagesOf(args);
    assert.match(messages, /is now a device in Home Assistant/);
    assert.not.match(messages, HA_TOKEN);
    const config = JSON.parse(readFileSync(file, 'utf8'));
    assert.equal(config, { ct_ratio: 2, homeassistant_url: ha.url, homeassistant_token: HA_TOKEN });
    assert.is(statSync(file.replace('.json', '.homeassistant')).mode & 0o077, 0, 'only its owner can read the webhook');
    assert.match(await messagesOf(args), /already was a device in Home Assistant/);
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
    assert.match(await messagesOf(args), /is now a device in Home Assistant/);
    assert.equal(ha.faults, []);
    await ha.stop();
  },
);

command('settings that cannot be written are an error before anything is registered', async () => {
  const ha = await startHomeAssistant();
  const file = join(tempFolder('homeassistant'), 'absent', 'han.json');
  assert.match(await messagesOf(['--url', ha.url, '--token', HA_TOKEN, '--config', file], /ENOENT/), dirname(file));
  assert.is(ha.registrations.length, 0);
  await ha.stop();
});

command('a token that is refused changes nothing and is not shown', async () => {
  const ha = await startHomeAssistant();
  const file = join(tempFolder('homeassistant'), 'han.json');
  const messages = await messagesOf(['--url', ha.url, '--token', 'a-token-that-is-wrong', '--config', file]);
  assert.match(messages, 'HTTP 401; nothing was changed');
  assert.throws(() => statSync(file));
  assert.not.match(messages, 'a-token-that-is-wrong');
  await ha.stop();
});

command('a bad address is a usage error', async () => {
  assert.match(
    await messagesOf(['--url', 'homeassistant:8123', '--token', HA_TOKEN]),
    'homeassistant_url must be http://HOST:PORT/PATH',
  );
});

command.run();
