import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceSettings } from '../../../board/esp32/settings.js';
import { FLASH, helpOfFlash, planOf, type Sources } from '../../../board/flash/options.js';
import { readArguments } from '../../../board/host/arguments.js';
import { tempFolder } from '../../support/folders.js';

const TOKEN = '0123456789abcdef';

/** The plan for these arguments. */
function plan(args: string[], sources: Partial<Sources> = {}): ReturnType<typeof planOf> {
  return planOf(readArguments(FLASH, args), { environment: {}, prompt: null, ...sources });
}

async function faultOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => '',
    (error: Error) => error.message,
  );
}

const options = suite('flash: options');

options('secrets come from the command line, the environment or the prompt, in this order', async () => {
  const environment = { KAMSTRUP_HAN_PASSWORD: 'from the environment', KAMSTRUP_HAN_TOKEN: TOKEN };
  const prompt = async (): Promise<string> => 'from the prompt';
  const base = ['--port', '/dev/x', '--ssid', 'Net'];
  const passwordOf = async (args: string[], sources: Partial<Sources>): Promise<unknown> =>
    (await plan([...base, ...args], sources)).changes.wifi_password;
  assert.is(await passwordOf(['--password', 'from the line'], { environment, prompt }), 'from the line');
  assert.is(await passwordOf([], { environment, prompt }), 'from the environment');
  assert.is(await passwordOf([], { prompt }), 'from the prompt');
  assert.is(await passwordOf(['--password', ''], { environment, prompt }), '');
  assert.is((await plan(base, { environment })).changes.token, TOKEN);
  assert.match(
    await faultOf(plan(base)),
    /no terminal to ask for --password: set KAMSTRUP_HAN_PASSWORD.*--password ''/,
  );
});

options('without options nothing is changed and nothing is asked', async () => {
  const prompt = (): Promise<string> => Promise.reject(new Error('asked'));
  assert.equal(await plan(['--port', '/dev/x'], { prompt }), {
    port: '/dev/x',
    bundle: 'dist/esp32.js',
    page: 'dist/page',
    backup: '.flash-backup',
    changes: {},
    anyBoard: false,
    anyVersion: false,
  });
  assert.match(
    await faultOf(plan(['--port', '/dev/x', '--ssid', 'Net', '--token', 'x'], { prompt })),
    '--token must be',
  );
});

options('a secret option that is - is asked for, and the other options are checked before', async () => {
  const asked: string[] = [];
  const prompt = async (question: string): Promise<string> => {
    asked.push(question);
    return TOKEN;
  };
  const base = ['--port', '/dev/x', '--token', '-', '--homeassistant-token', '-'];
  assert.equal((await plan(base, { prompt })).changes, { token: TOKEN, homeassistant_token: TOKEN });
  assert.equal(asked, ['Value of --token: ', 'Value of --homeassistant-token: ']);
  assert.match(await faultOf(plan([...base, '--hostname', 'Up'], { prompt })), '--hostname must be');
  assert.is(asked.length, 2);
  assert.match(await faultOf(plan(base)), /no terminal to ask for --token: set KAMSTRUP_HAN_TOKEN instead$/);
  assert.match(await faultOf(plan(base, { prompt: async () => 'short' })), /^--token must be (?!.*short)/);
});

options('each secret setting can come from the environment, and is checked', async () => {
  const environment = {
    KAMSTRUP_HAN_INFLUX_URL: 'http://10.0.0.2/write',
    KAMSTRUP_HAN_INFLUX_TOKEN: 'user:pass',
    KAMSTRUP_HAN_SETUP_PASSWORD: 'blåbærsaft',
  };
  const fault = await faultOf(plan(['--port', '/dev/x'], { environment }));
  assert.is(fault, 'KAMSTRUP_HAN_*: setup_password must be 8 to 62 ASCII characters');
  const { changes } = await plan(['--port', '/dev/x'], {
    environment: { ...environment, KAMSTRUP_HAN_SETUP_PASSWORD: '' },
  });
  assert.equal(changes, { influx_url: 'http://10.0.0.2/write', influx_token: 'user:pass' });
});

options('a file takes every setting; environment and options count more', async () => {
  const path = join(tempFolder('flash-options'), 'board.json');
  const inFile = (text: string, args: string[] = [], sources: Partial<Sources> = {}): ReturnType<typeof planOf> => {
    writeFileSync(path, text);
    return plan(['--port', '/dev/x', '--config', path, ...args], sources);
  };
  const all = Object.fromEntries(deviceSettings().map(({ name, defaultValue }) => [name, defaultValue]));
  assert.equal((await inFile(JSON.stringify(all))).changes, all);
  const given = '{"wifi_ssid":"Bjørn","wifi_password":"in the file","token":"0000000000000000","rx_pin":18}';
  const environment = { KAMSTRUP_HAN_TOKEN: TOKEN };
  assert.equal((await inFile(given, ['--password', 'an option'], { environment })).changes, {
    wifi_ssid: Buffer.from('Bjørn').toString('latin1'),
    wifi_password: 'an option',
    token: TOKEN,
    rx_pin: 18,
  });
  const prompt = async (question: string): Promise<string> => question;
  assert.match(
    (await inFile('{"wifi_ssid":"Net"}', [], { prompt })).changes.wifi_password as string,
    /^Password of Net /,
  );
});

options('a file with a fault is refused: all faults are named, and no value', async () => {
  const path = join(tempFolder('flash-options'), 'board.json');
  const faultIn = (text: string): Promise<string> => {
    writeFileSync(path, text);
    return faultOf(plan(['--port', '/dev/x', '--config', path]));
  };
  const fault = await faultIn(
    '{"token":"secret","rx_pin":"a","colour":1,"hostname":"Meter.local","http_port":0,"baud":2400}',
  );
  for (const name of ['token', 'rx_pin', 'colour', 'hostname', 'http_port'])
    assert.match(fault, new RegExp(`[:;] ${name} `));
  assert.not.match(fault, /secret|Meter|baud/);
  for (const text of ['[]', 'null', '5']) assert.match(await faultIn(text), 'must be a JSON object');
  assert.match(await faultIn('{"token":"secret"'), /is not JSON$/);
  assert.match(await faultOf(plan(['--port', '/dev/x', '--config', `${path}-none`])), /cannot be read \(ENOENT\)/);
});

options('a port is needed, and the help shows the usage', async () => {
  assert.match(await faultOf(plan([])), '--port is missing');
  assert.match(await faultOf(plan(['--port', 'tcp:host'])), '--port must be a device or tcp://HOST:PORT');
  assert.match(helpOfFlash(), /^Usage: npm run flash -- \[options\]\n/);
});

options.run();
