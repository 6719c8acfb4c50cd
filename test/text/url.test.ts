import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { parseUrl } from '../../src/text/url.js';

const url = suite('url');

const GOOD: [text: string, secure: boolean, host: string, port: number, path: string][] = [
  ['http://ha:8123', false, 'ha', 8123, '/'],
  ['http://192.0.2.7', false, '192.0.2.7', 80, '/'],
  ['http://192.0.2.7/', false, '192.0.2.7', 80, '/'],
  ['https://nas.local/a/b?c=d/e', true, 'nas.local', 443, '/a/b?c=d/e'],
  ['http://nas:8086/write?db=han', false, 'nas', 8086, '/write?db=han'],
  ['http://[fd00::5]/write?db=han', false, '[fd00::5]', 80, '/write?db=han'],
  ['http://[::1]:8086/write?db=han', false, '[::1]', 8086, '/write?db=han'],
];

for (const [text, secure, host, port, path] of GOOD) {
  url(`${text} is taken apart`, () => assert.equal(parseUrl(text), { secure, host, port, path }));
}

const BAD = [
  '',
  'ha:8123',
  'http:',
  'http:/',
  'http://',
  'http:///path',
  'http:/x/ha',
  'ftp://ha/',
  'HTTP',
  'http://ha:0/',
  'http://ha:65536/',
  'http://ha:80.5/',
  'http://ha:/',
  'http://ha:x/',
  'http://user@ha/',
  'http://ha?x',
  'http://ha/a b',
  'http://ha/\r\nX: y',
  'http://h\u00e5/',
];

for (const text of BAD) {
  url(`${JSON.stringify(text)} is no address`, () => assert.is(parseUrl(text), null));
}

url('a setting with a bad URL is named, and the rest is used', () => {
  const { settings, faults } = checkSettings(coreSettings(), { influx_url: 'nas:8086', webhook_url: 'https://x/' });
  assert.equal(faults, ['influx_url must be http://HOST:PORT/PATH']);
  assert.equal([settings.influx_url, settings.webhook_url], ['', 'https://x/']);
});

url('https is rejected if the board has no TLS', () => {
  assert.equal(checkSettings(coreSettings(true), { homeassistant_url: 'https://ha.example' }).faults, [
    'homeassistant_url must be http: this board has no TLS',
  ]);
});

url.run();
