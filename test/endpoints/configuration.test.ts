import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type ConfigurableDevice,
  configurationEndpoints,
  configurationResponse,
} from '../../src/endpoints/configuration.js';
import type { Request, Response } from '../../src/http/message.js';
import { route } from '../../src/http/route.js';
import { checkSettings, type Setting } from '../../src/settings/settings.js';

const TOKEN = 'a token of sixteen';
const TABLE: Setting[] = [
  { name: 'hostname', defaultValue: 'kamstrup-han', range: [1, 32] },
  { name: 'wifi_password', defaultValue: '', range: [8, 64], secret: true },
  { name: 'token', defaultValue: '', range: [16, 64], secret: true },
  { name: 'ct_ratio', defaultValue: 1, range: [1, 10000] },
];
const BEARER = { host: 'kamstrup-han.local', authorization: `Bearer ${TOKEN}` };

interface Site {
  ask(method: string, path: string, body?: string, headers?: Record<string, string>): Response;
  kept: unknown[];
  restarts: string[];
}

function createSite(config: Record<string, unknown> = { token: TOKEN }, more: Partial<ConfigurableDevice> = {}): Site {
  const site: Site = { ask, kept: [], restarts: [] };
  const device: ConfigurableDevice = {
    table: () => TABLE,
    check: (changes, base) => checkSettings(TABLE, changes, base),
    saved: () => checkSettings(TABLE, site.kept[site.kept.length - 1] ?? config).settings,
    token: (config.token as string) ?? '',
    save: (text) => site.kept.push(JSON.parse(text)) > 0,
    restart: (reason) => site.restarts.push(reason),
    isUnlocked: () => false,
    ...more,
  };
  const endpoints = configurationEndpoints((request) => configurationResponse(device, request));
  function ask(method: string, path: string, body = '', headers: Record<string, string> = BEARER): Response {
    const request: Request = { method, acceptsChunks: true, path, query: '', headers, body };
    return route(endpoints, request);
  }
  return site;
}

const config = suite('configuration');

config('is shown in the order of the table, with secrets as null', () => {
  const answer = createSite({ token: TOKEN, wifi_password: 'secret123' }).ask('GET', '/config', '', {});
  assert.is(answer.body, '{"hostname":"kamstrup-han","wifi_password":null,"token":null,"ct_ratio":1}\n');
  assert.is(answer.headers, 'Cache-Control: no-store\r\n');
});

config('is changed with the token, and null leaves a value as it is', () => {
  const site = createSite({ token: TOKEN, wifi_password: 'secret123', ct_ratio: 2 });
  assert.is(site.ask('POST', '/config', '{"hostname":"meter","wifi_password":null}').status, 200);
  assert.equal(site.kept, [{ hostname: 'meter', wifi_password: 'secret123', token: TOKEN, ct_ratio: 2 }]);
  assert.match(site.ask('GET', '/config').body, '"hostname":"meter"');
});

config('keeps an earlier change when another one follows', () => {
  const site = createSite();
  site.ask('POST', '/config', '{"hostname":"meter"}');
  site.ask('POST', '/config', '{"ct_ratio":40}');
  assert.equal(site.kept[1], { hostname: 'meter', wifi_password: '', token: TOKEN, ct_ratio: 40 });
});

config('is rejected as a whole if a part of it is invalid, and every fault is named', () => {
  const site = createSite();
  const answer = site.ask('POST', '/config', '{"hostname":"meter","ct_ratio":0,"colour":"red"}');
  assert.is(answer.status, 400);
  assert.is(answer.body, '400: nothing was changed: ct_ratio must be 1 to 10000; colour is not a setting\n');
  for (const body of ['', '{', '[]', 'null', '7', '"text"'])
    assert.is(site.ask('POST', '/config', body).status, 400, body);
  assert.equal(site.kept, []);
});

config('that cannot be saved is an error, and changes nothing', () => {
  const site = createSite({ token: TOKEN }, { save: () => false });
  assert.is(site.ask('POST', '/config', '{"hostname":"meter"}').status, 500);
  assert.match(site.ask('GET', '/config').body, '"hostname":"kamstrup-han"');
});

config('and restart are disabled while no token is set', () => {
  const site = createSite({});
  for (const authorization of ['', 'Bearer ', 'Bearer undefined', 'Bearer null']) {
    assert.is(site.ask('POST', '/config', '{}', { ...BEARER, authorization }).status, 403);
    assert.is(site.ask('POST', '/restart', '', { ...BEARER, authorization }).status, 403);
  }
  assert.equal(site.restarts, []);
});

config('and restart are rejected with any other token', () => {
  const site = createSite();
  const wrong = [
    '',
    'Bearer',
    `Bearer ${TOKEN.slice(1)}`,
    `Bearer ${TOKEN}x`,
    `bearer ${TOKEN}`,
    `Bearer ${TOKEN.slice(0, -1)}m`,
  ];
  for (const authorization of wrong) {
    const answer = site.ask('POST', '/restart', '', { ...BEARER, authorization });
    assert.is(answer.status, 401, authorization);
    assert.is(answer.headers, 'WWW-Authenticate: Bearer\r\n');
  }
  assert.is(site.ask('POST', '/restart', '', { host: 'kamstrup-han' }).status, 401);
});

config('and restart are rejected from pages of other sites', () => {
  const site = createSite();
  for (const host of ['192.0.2.7', '192.0.2.7:8080', 'kamstrup-han.local', 'kamstrup-han:80']) {
    assert.is(site.ask('POST', '/config', '{}', { ...BEARER, host }).status, 200, host);
    assert.is(site.ask('POST', '/config', '{}', { ...BEARER, host, origin: `http://${host}` }).status, 200, host);
  }
  for (const origin of ['http://evil.example', 'null', 'https://kamstrup-han.local', 'http://kamstrup-han.local:81']) {
    assert.is(site.ask('POST', '/restart', '', { ...BEARER, origin }).status, 403, origin);
  }
  assert.equal(site.restarts, []);
});

config('is open to all who are near while the portal is, but not to pages of others', () => {
  const site = createSite({}, { isUnlocked: () => true });
  const host = '192.168.4.1';
  assert.is(site.ask('POST', '/config', '{"hostname":"meter"}', { host }).status, 200);
  assert.is(site.ask('POST', '/restart', '', { host }).status, 200);
  assert.is(site.ask('POST', '/config', '{}', { host, origin: 'http://evil.example' }).status, 403);
  assert.equal(site.restarts, ['requested over HTTP']);
});

config.run();
