import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Config,
  changesOf,
  formatConfig,
  mergeConfig,
  parseConfig,
  redact,
  secretsOf,
} from '../../../board/flash/config.js';

const PASSWORD = 'correct horse battery';
const TOKEN = '0123456789abcdef';

const GOOD: [option: string, value: string][] = [
  ['ssid', 'x'],
  ['ssid', 'Bjørns nett'],
  ['ssid', 'a'.repeat(31)],
  ['password', ''],
  ['password', '12345678'],
  ['password', 'p'.repeat(63)],
  ['setup-password', 'p'.repeat(62)],
  ['hostname', 'meter-2'],
  ['token', TOKEN],
];

const BAD: [option: string, value: string][] = [
  ['ssid', ''],
  ['ssid', 'ø'.repeat(16)],
  ['password', 'short-1'],
  ['password', 'p'.repeat(64)],
  ['setup-password', 'short'],
  ['password', 'blåbærsyltetøy'],
  ['hostname', ''],
  ['hostname', 'Meter'],
  ['hostname', 'meter.local'],
  ['hostname', 'm'.repeat(33)],
  ['token', 'too-short-token'],
  ['token', 'with a blank in it'],
  ['token', 't'.repeat(65)],
];

const config = suite('flash: configuration');

config('valid options are accepted', () => {
  for (const [option, value] of GOOD) assert.is(Object.keys(changesOf({ [option]: value })).length, 1, value);
});

config('an invalid option gives an error that names it and does not contain its value', () => {
  for (const [option, value] of BAD) {
    assert.throws(
      () => changesOf({ [option]: value }),
      (error: Error) => error.message.startsWith(`--${option} must be `) && !(value && error.message.includes(value)),
      `${option} ${value}`,
    );
  }
});

config('the configuration on the board is kept, except for the given options', () => {
  const present: Config = { wifi_ssid: 'Old', wifi_password: 'old-secret', rx_pin: 17, unknown: [1, null] };
  const { config, changed, kept } = mergeConfig(present, changesOf({ ssid: 'New', token: TOKEN }));
  assert.equal(config, { ...present, wifi_ssid: 'New', token: TOKEN });
  assert.equal(changed, ['wifi_ssid', 'token']);
  assert.equal(kept, ['wifi_password', 'rx_pin', 'unknown']);
  assert.equal(mergeConfig(present, { rx_pin: 17 }).changed, []);
});

config('texts keep their bytes from the board and back', () => {
  const given = formatConfig(changesOf({ ssid: 'Bjørn' }));
  assert.is(given.toString('utf8'), '{"wifi_ssid":"Bjørn"}');
  assert.equal(formatConfig(parseConfig(given) as Config), given);
  const byEspruino = Buffer.from('{"wifi_ssid":"Bj\\u00C3\\u00B8rn"}');
  assert.equal(formatConfig(parseConfig(byEspruino) as Config), given);
  const escaped = Buffer.from('{"a":"\\u2019"}');
  assert.equal(formatConfig(parseConfig(escaped) as Config), escaped);
});

config('a file that is not a JSON object is no configuration', () => {
  for (const text of ['', '{', 'null', '[]', '5', '"x"']) assert.is(parseConfig(Buffer.from(text)), null, text);
});

config('secrets are found and removed from messages', () => {
  const config = { wifi_ssid: 'Net', wifi_password: PASSWORD, token: TOKEN, hostname: '' };
  assert.equal(secretsOf(config), [PASSWORD, TOKEN]);
  assert.is(redact(`joined Net with ${PASSWORD}, ${PASSWORD}.`, [PASSWORD]), 'joined Net with ***, ***.');
  assert.equal(secretsOf({ wifi_password: '', token: 5 }), []);
});

config.run();
