import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FLASH, helpOfFlash, planOf, type Sources } from '../../../board/flash/options.js';
import { readArguments } from '../../../board/host/arguments.js';

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
  assert.match(await faultOf(plan(base)), /--ssid needs a password: set KAMSTRUP_HAN_PASSWORD/);
});

options('without options nothing is changed and nothing is asked', async () => {
  const prompt = (): Promise<string> => Promise.reject(new Error('asked'));
  assert.equal(await plan(['--port', '/dev/x'], { prompt }), {
    port: '/dev/x',
    bundle: 'dist/esp32.js',
    page: 'dist/page',
    changes: {},
    anyBoard: false,
  });
  assert.match(
    await faultOf(plan(['--port', '/dev/x', '--ssid', 'Net', '--token', 'x'], { prompt })),
    '--token must be',
  );
});

options('a port is needed, and the help shows the usage', async () => {
  assert.match(await faultOf(plan([])), '--port is missing');
  assert.match(await faultOf(plan(['--port', 'tcp:host'])), '--port must be a device or tcp://HOST:PORT');
  assert.match(helpOfFlash(), /^Usage: npm run flash -- \[options\]\n/);
});

options.run();
