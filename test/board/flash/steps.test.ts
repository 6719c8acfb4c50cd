import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
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
import { answerIn, questionOf } from '../../../board/flash/console.js';
import { openingFailed } from '../../../board/flash/errors.js';
import { crc32, readFiles } from '../../../board/flash/files.js';
import { socketAddress } from '../../../board/flash/link.js';
import { FLASH, helpOfFlash, planOf, type Sources } from '../../../board/flash/options.js';
import { addressIn, checkIdentity, type Identity } from '../../../board/flash/steps.js';
import { durationOf, reasonOf } from '../../../board/flash/upload.js';
import { readArguments } from '../../../board/host/options.js';
import { tempFolder } from '../../support/folders.js';
import { killAll, track, until } from '../../support/program.js';

const PASSWORD = 'correct horse battery';
const TOKEN = '0123456789abcdef';
const ON_ESP32: Identity = { version: '2v29', board: 'ESP32', modules: ['Storage'], free: 4900, total: 5000 };

const folder = tempFolder('flash');

function write(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

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

const flash = suite('flash');
/** What ends the boards; a test that fails does not come to it. */
const stops: (() => void)[] = [];
flash.after(() => {
  for (const stop of stops) stop();
  killAll();
});

const GOOD: [option: string, value: string][] = [
  ['ssid', 'x'],
  ['ssid', 'Bjørns nett'],
  ['ssid', 'a'.repeat(32)],
  ['password', ''],
  ['password', '12345678'],
  ['password', 'p'.repeat(64)],
  ['setup-password', 'p'.repeat(63)],
  ['hostname', 'meter-2'],
  ['token', TOKEN],
];

const BAD: [option: string, value: string][] = [
  ['ssid', ''],
  ['ssid', 'ø'.repeat(17)],
  ['password', 'short-1'],
  ['password', 'p'.repeat(65)],
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

flash('options that fit are taken', () => {
  for (const [option, value] of GOOD) assert.is(Object.keys(changesOf({ [option]: value })).length, 1, value);
});

flash('options that do not fit are named, and a secret is not repeated', () => {
  for (const [option, value] of BAD) {
    assert.throws(
      () => changesOf({ [option]: value }),
      (error: Error) => error.message.startsWith(`--${option} takes `) && !(value && error.message.includes(value)),
      `${option} ${value}`,
    );
  }
});

flash('the configuration on the board is kept but for what is given', () => {
  const present: Config = { wifi_ssid: 'Old', wifi_password: 'old-secret', rx_pin: 17, unknown: [1, null] };
  const { config, changed, kept } = mergeConfig(present, changesOf({ ssid: 'New', token: TOKEN }));
  assert.equal(config, { ...present, wifi_ssid: 'New', token: TOKEN });
  assert.equal(changed, ['wifi_ssid', 'token']);
  assert.equal(kept, ['wifi_password', 'rx_pin', 'unknown']);
  assert.equal(mergeConfig(present, { rx_pin: 17 }).changed, []);
});

flash('texts keep their bytes on the way from the board and back', () => {
  const given = formatConfig(changesOf({ ssid: 'Bjørn' }));
  assert.is(given.toString('utf8'), '{"wifi_ssid":"Bjørn"}');
  assert.equal(formatConfig(parseConfig(given) as Config), given);
  const byEspruino = Buffer.from('{"wifi_ssid":"Bj\\u00C3\\u00B8rn"}');
  assert.equal(formatConfig(parseConfig(byEspruino) as Config), given);
  const escaped = Buffer.from('{"a":"\\u2019"}');
  assert.equal(formatConfig(parseConfig(escaped) as Config), escaped);
});

flash('what is no configuration is found out', () => {
  for (const text of ['', '{', 'null', '[]', '5', '"x"']) assert.is(parseConfig(Buffer.from(text)), null, text);
});

flash('secrets are found and taken out of what is shown', () => {
  const config = { wifi_ssid: 'Net', wifi_password: PASSWORD, token: TOKEN, hostname: '' };
  assert.equal(secretsOf(config), [PASSWORD, TOKEN]);
  assert.is(redact(`joined Net with ${PASSWORD}, ${PASSWORD}.`, [PASSWORD]), 'joined Net with ***, ***.');
  assert.equal(secretsOf({ wifi_password: '', token: 5 }), []);
});

flash('secrets come from the command line, the environment or the prompt, in this order', async () => {
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

flash('without options nothing is changed and nothing is asked', async () => {
  const prompt = (): Promise<string> => Promise.reject(new Error('asked'));
  assert.equal(await plan(['--port', '/dev/x'], { prompt }), {
    port: '/dev/x',
    bundle: 'dist/esp32.js',
    page: 'dist/page',
    changes: {},
    anyBoard: false,
  });
  assert.match(await faultOf(plan(['--port', '/dev/x', '--ssid', 'Net', '--token', 'x'], { prompt })), '--token takes');
});

flash('a port is needed, and the help tells how', async () => {
  assert.match(await faultOf(plan([])), '--port is missing');
  assert.match(await faultOf(plan(['--port', 'tcp:host'])), '--port takes tcp://HOST:PORT');
  assert.match(helpOfFlash(), /^Usage: npm run flash -- \[options\]\n/);
});

flash('a socket is told from a device', () => {
  assert.equal(socketAddress('tcp://127.0.0.1:7000'), { host: '127.0.0.1', port: 7000 });
  assert.equal(socketAddress('tcp://board.local'), { host: 'board.local', port: 23 });
  assert.equal(socketAddress('tcp://[::1]:23'), { host: '::1', port: 23 });
  for (const port of ['/dev/ttyUSB0', 'COM3']) assert.is(socketAddress(port), null);
});

flash('only an ESP32 with a recent Espruino is taken', () => {
  checkIdentity(ON_ESP32, false);
  checkIdentity({ ...ON_ESP32, version: '2v20' }, false);
  checkIdentity({ ...ON_ESP32, version: '3v01.5', board: 'LINUX' }, true);
  assert.throws(
    () => checkIdentity({ ...ON_ESP32, board: 'PICO_R1_3' }, false),
    /Espruino on PICO_R1_3.*docs\/hardware/,
  );
  for (const version of ['2v19', '1v99', '2v08.187', '']) {
    assert.throws(() => checkIdentity({ ...ON_ESP32, version }, true), /is too old, 2v20 or newer.*docs\/hardware/);
  }
});

flash('an answer is found amid echo and prompt, whole or not at all', () => {
  const question = questionOf('1+1', 7);
  assert.is(answerIn(question, 7), null);
  assert.is(answerIn(`${question}\r\n<han7=2`, 7), null);
  assert.equal(answerIn(`${question}\r\n<han7=2 7han>\r\n>`.replace('2 7', '27'), 7), { value: 2 });
  assert.equal(answerIn('<han6={"a":1}6han><han7=null7han>', 7), { value: null });
  assert.throws(() => answerIn('<han7!Error: no7han>', 7), "the board answered 'Error: no'");
  assert.throws(() => answerIn('<han7={"a7han>', 7), 'garbled');
});

flash('what hinders the opening of a port comes with what to do', () => {
  const cases: [string, RegExp][] = [
    ['Error: No such file or directory, cannot open /dev/x', /no such port.*Plug/],
    ['Error: Permission denied, cannot open /dev/x', /dialout/],
    ['Error Resource temporarily unavailable Cannot lock port', /another program/],
    ['ECONNREFUSED', /nobody listens/],
    ['Error: something else', /cannot be opened: something else$/],
  ];
  for (const [reason, expected] of cases) assert.match(openingFailed('/dev/x', reason).message, expected);
});

flash('an upload that fails is told in our words alone', () => {
  assert.match(reasonOf('>Uncaught OUT OF MEMORY atob("c2VjcmV0")'), /^the board ran out of memory/);
  assert.match(reasonOf('anything'), 'Try again');
});

flash('the address is read from a whole line only', () => {
  assert.is(addressIn('kamstrup-han answers at http://10.0.0.7/st'), null);
  assert.is(addressIn('x\r\nkamstrup-han answers at http://10.0.0.7/status\r\n>'), 'answers at http://10.0.0.7/status');
  assert.is(
    addressIn('kamstrup-han setup: join Wi-Fi han-1 with password abc, then http://192.168.4.1/\n'),
    'join Wi-Fi han-1 with password abc, then http://192.168.4.1/',
  );
});

flash('the checksum is that of zip files', () => {
  assert.is(crc32(Buffer.from('123456789')), 0xcbf43926);
  assert.is(crc32(Buffer.alloc(0)), 0);
});

flash('bundle and page are read, and what cannot be stored is told before', () => {
  const bundle = write('bundle.js', 'print(1)');
  const page = join(folder, 'page');
  assert.equal(
    readFiles(bundle, page).map((file) => file.name),
    ['.bootcde'],
  );
  mkdirSync(page);
  write('page/index.html.gz', 'xyz');
  const files = readFiles(bundle, page);
  assert.equal(
    files.map((file) => [file.name, file.data.toString()]),
    [
      ['.bootcde', 'print(1)'],
      ['index.html.gz', 'xyz'],
    ],
  );
  assert.ok(durationOf(files) > durationOf([]));
  write('page/a-name-that-is-longer-than-storage-takes', 'x');
  assert.throws(() => readFiles(bundle, page), /at most 28/);
  assert.throws(() => readFiles(join(folder, 'none.js'), page.concat('-none')), /ENOENT.*npm run build/);
  assert.throws(() => readFiles(write('empty.js', ''), page.concat('-none')), /is empty/);
});

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

const env = { ...process.env, NODE_V8_COVERAGE: undefined };

function startFlash(args: string[], variables: Record<string, string> = {}): ChildProcess {
  const all = ['--import', 'tsx', 'board/flash/cli.ts', ...args];
  return track(spawn(process.execPath, all, { env: { ...env, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Runs the command to its end, without blocking the servers of this process. */
async function run(args: string[], variables: Record<string, string> = {}): Promise<Outcome> {
  const child = startFlash(args, variables);
  const outcome: Outcome = { code: null, out: '', err: '' };
  child.stdout?.on('data', (piece) => {
    outcome.out += piece;
  });
  child.stderr?.on('data', (piece) => {
    outcome.err += piece;
  });
  [outcome.code] = await once(child, 'close');
  return outcome;
}

/** A server on a free port of this machine. */
async function listen(accept: (socket: Socket) => void): Promise<{ server: Server; port: string }> {
  const server = createServer(accept).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

flash('wrong use has exit code 2, and a port that cannot be opened 1', async () => {
  const wrong = await run(['--prot', '/dev/x']);
  assert.is(wrong.code, 2);
  assert.match(wrong.err, /^flash: Unknown option '--prot'\n.*--help/);
  const short = await run(['--port', '/dev/x', '--ssid', 'Net', '--password', 'pass-12']);
  assert.is(short.code, 2);
  assert.not.match(short.err, 'pass-12');
  const bundle = write('some.js', 'print(1)');
  const none = await run(['--port', join(folder, 'no-port'), '--bundle', bundle]);
  assert.is(none.code, 1);
  assert.match(none.err, /no-port cannot be opened: there is no such port/);
});

flash('a board that does not answer gives a clear error', async () => {
  const { server, port } = await listen((socket) => socket.on('data', () => {}).on('error', () => {}));
  const outcome = await run(['--port', port, '--bundle', write('some.js', 'print(1)')]);
  server.close();
  assert.is(outcome.code, 1);
  assert.match(outcome.err, `flash: nobody answers on ${port}`);
  assert.match(outcome.err, 'docs/hardware.md, "Espruino on the ESP32"');
});

const ESPRUINO = process.env.ESPRUINO;
const ADDRESS_LINE = 'kamstrup-han answers at http://10.0.0.7/status';

interface TestBoard {
  port: string;
  /** Its Storage. */
  stored(): string;
  /** Whether a restart closes the port, as that of a chip with USB of its own. */
  closesAtRestart: boolean;
  stop(): void;
}

/** The interpreter for Linux behind a socket: it runs on when somebody disconnects, and boots from its flash when it has ended. */
async function startBoard(name: string): Promise<TestBoard> {
  const home = join(folder, name);
  mkdirSync(home);
  let isStopped = false;
  let socket: Socket | null = null;
  let interpreter: ChildProcess;

  function boot(): void {
    interpreter = track(spawn(ESPRUINO as string, { cwd: home, stdio: ['pipe', 'pipe', 'ignore'] }));
    interpreter.stdout?.on('data', (chunk) => socket?.write(chunk));
    interpreter.stdin?.on('error', () => {});
    interpreter.once('exit', () => {
      if (board.closesAtRestart) socket?.destroy();
      else if (!isStopped) boot();
    });
  }

  const { server, port } = await listen((accepted) => {
    socket = accepted;
    // What it prints before somebody listens would be lost.
    if (interpreter.exitCode !== null) boot();
    accepted.on('data', (chunk) => interpreter.stdin?.write(chunk));
    accepted.on('error', () => {});
    accepted.on('close', () => {
      if (socket === accepted) socket = null;
    });
  });
  const board: TestBoard = {
    port,
    stored: () => readFileSync(join(home, 'espruino.flash')).toString('utf8'),
    closesAtRestart: false,
    stop() {
      isStopped = true;
      server.close();
      interpreter.kill('SIGKILL');
    },
  };
  stops.push(board.stop);
  boot();
  return board;
}

if (!ESPRUINO || !existsSync(ESPRUINO)) console.log('skipped: the flash to an interpreter needs ESPRUINO=path of one');
else {
  const bootCode = `print(${JSON.stringify(ADDRESS_LINE)});\n`;
  const none = join(folder, 'no-page');

  flash('a board is flashed, checked and restarted; a second flash keeps what is configured', async () => {
    const board = await startBoard('first');
    const noise = Array.from({ length: 700 }, (_, n) => `// ${n} ${crc32(Buffer.from(`${n}`))} fills\n`).join('');
    const large = write('large.js', noise + bootCode);
    const page = join(folder, 'small-page');
    mkdirSync(page);
    write('small-page/index.html', '<p>Hei</p>');
    const common = ['--port', board.port, '--any-board'];
    const secrets = { KAMSTRUP_HAN_PASSWORD: PASSWORD };
    const first = await run([...common, '--bundle', large, '--page', page, '--ssid', 'Bjørn'], secrets);
    assert.is(first.code, 0, first.err);
    assert.is(first.err, '');
    assert.match(first.out, /^board: Espruino 2v\d+ on LINUX, \d+ of \d+ variables free$/m);
    assert.match(first.out, /^configuration: wifi_ssid, wifi_password set$/m);
    const sizes: [string, number][] = [
      ['.bootcde', readFileSync(large).length],
      ['index.html', 10],
    ];
    for (const [name, size] of sizes) assert.match(first.out, `check: ${name} is whole: ${size} bytes`);
    assert.match(first.out, /restart: .*\n.*\naddress: answers at http:\/\/10\.0\.0\.7\/status\n$/);
    assert.not.match(first.out, PASSWORD);

    board.closesAtRestart = true;
    const second = await run([...common, '--bundle', write('small.js', bootCode), '--page', none, '--token', TOKEN]);
    assert.is(second.code, 0, second.err);
    assert.match(second.out, /^configuration: token set; wifi_ssid, wifi_password kept$/m);
    assert.match(board.stored(), `{"wifi_ssid":"Bjørn","wifi_password":"${PASSWORD}","token":"${TOKEN}"}`);

    const third = await run([...common, '--bundle', join(folder, 'small.js'), '--page', none]);
    assert.is(third.code, 0, third.err);
    assert.match(third.out, /^configuration: stays as it is$/m);
    for (const text of [second.out, second.err, third.out, third.err]) {
      assert.not.match(text, PASSWORD);
      assert.not.match(text, TOKEN);
    }
    const refused = await run(['--port', board.port, '--bundle', join(folder, 'small.js'), '--page', none]);
    assert.is(refused.code, 1);
    assert.match(refused.err, 'this is an Espruino on LINUX, and the firmware is for the ESP32');
    board.stop();
  });

  flash('an upload that is stopped leaves no files behind', async () => {
    const board = await startBoard('stopped');
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    const uploadFolders = (): string[] =>
      readdirSync(temporary).filter((name) => name.startsWith('kamstrup-han-flash-'));
    const args = ['--port', board.port, '--any-board', '--bundle', join(folder, 'large.js'), '--page', none];
    const child = startFlash([...args, '--token', TOKEN], { TMPDIR: temporary });
    await until(async () => (uploadFolders().length ? true : null), 'the upload');
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    assert.is(code, 130);
    assert.equal(uploadFolders(), []);
    board.stop();
  });
}

flash.run();
