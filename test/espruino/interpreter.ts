/** Boots the device's bundle, unmodified, on the Espruino for Linux that `ESPRUINO` names. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { tempFolder } from '../support/folders.js';
import { freePort, track, until } from '../support/program.js';
import { openPair } from '../support/terminals.js';
import { CHIP, chipLibrary, type Habits, habitsOf, refusalOf, versionOf } from './habits.js';

export const INTERPRETER = process.env.ESPRUINO;
export const SKIPPED = 'skipped: this needs ESPRUINO=/path/of/an/Espruino for Linux; see CONTRIBUTING.md';
/** The build that is tested; `BUNDLE` names another one, such as that of an older version. */
const DIST = process.env.BUNDLE || 'dist';
/** What goes before the bundle, in this order. */
const PRELUDE = ['prelude', 'chip/pins', 'chip/wifi', 'chip/serial', 'chip/bluetooth', 'chip/storage', 'chip/clock'];
/** Files in the folder of the interpreter by which chip.c is told what to do. */
const CLOCK_IS_SET = 'clock-is-set';
const POWER_CUT = 'power-cut';

const VERSION = INTERPRETER ? versionOf(INTERPRETER) : '';
const REFUSAL = INTERPRETER ? refusalOf(VERSION) : null;
if (REFUSAL) {
  console.error(REFUSAL);
  process.exit(1);
}
if (INTERPRETER) console.log(`Espruino ${VERSION}, bundle of ${DIST}`);

export interface BootOptions {
  /** Habits of the chip other than those of `CHIP`. */
  habits?: Partial<Habits>;
  /** Code that runs before the bundle. */
  more?: string;
  /** What else is in its flash, in this order, behind what the bench writes; a file with an empty text is left out. */
  files?: Record<string, string>;
  /** `config.json` stands in front of the firmware: the flash has a hole there as soon as a setting has changed. */
  configFirst?: boolean;
  /** False: does not wait until the device answers. */
  waits?: boolean;
}

export interface Device {
  /** Where its HTTP server answers, without a path. */
  url: string;
  /** The terminal on which a meter may play. */
  meter: string;
  /** The working directory of the interpreter, with its flash in `espruino.flash`. */
  folder: string;
  /** All that the console has said since the start of the run. */
  said(): string;
  /** The value of an expression, asked over a socket that the prelude opens. */
  evaluate<T>(expression: string): Promise<T>;
  /** Starts the interpreter again from the same flash, as after a power cut, or after it has ended by itself. */
  reboot(): Promise<void>;
  /** Resolves when the interpreter has ended by itself: the bundle has asked for a restart. */
  ended(): Promise<void>;
  /** The power goes in the middle of this write to the flash, counted from now; needs `cc`. */
  cutPower(write: number): void;
  stop(): void;
}

interface Run {
  child: ChildProcess;
  /** Asked for at once, since an end that nobody waits for is missed. */
  exit: Promise<unknown>;
  said(): string;
}

/** Runs the interpreter in a folder; with no script it boots from the flash file there. `library` is preloaded. */
function launch(folder: string, args: string[], library = ''): Run {
  const env = library ? { ...process.env, LD_PRELOAD: library } : process.env;
  // Its standard input stays open: at its end the interpreter stops reading serial data.
  const child = track(spawn(INTERPRETER as string, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'ignore'] }));
  let text = '';
  child.stdout?.setEncoding('latin1').on('data', (piece) => {
    text += piece;
  });
  return { child, exit: once(child, 'exit'), said: () => text };
}

/** The optional parts of the firmware, by their names in Storage. */
function partFiles(): Record<string, string> {
  const folder = join(DIST, 'page');
  const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** Copies files of its folder into its flash, in pieces: the largest would not fit into the memory of a small interpreter. */
const COPY = `
var s = require("Storage");
s.eraseAll();
NAMES.forEach(function (file) {
  var from = E.openFile(file.from, "r");
  var at = 0;
  var piece;
  while ((piece = from.read(1024)) !== undefined) {
    s.write(file.name, piece, at, file.size);
    at += piece.length;
  }
});
print("flash " + "written");
`;

/** Writes files into the flash of the interpreter that will run in the folder. */
async function writeFlash(folder: string, files: Record<string, string>): Promise<void> {
  const names = Object.entries(files)
    .filter(([, text]) => text)
    .map(([name, text], index) => {
      writeFileSync(join(folder, `file${index}`), text, 'latin1');
      return { name, from: `file${index}`, size: text.length };
    });
  writeFileSync(join(folder, 'write.js'), `var NAMES=${JSON.stringify(names)};${COPY}`);
  const { child, exit, said } = launch(folder, ['write.js']);
  await until(async () => (said().includes('flash written') ? true : null), 'the flash file').catch((error: Error) => {
    throw new Error(`${error.message}; the console said: ${said().slice(0, 1500)}`);
  });
  child.kill('SIGKILL');
  await exit;
}

/** One question to the prelude; empty if it failed. */
async function ask(port: number, expression: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (piece) => {
    answer += piece;
  });
  socket.setTimeout(20_000, () => socket.destroy());
  socket.write(`${expression}\n`);
  await once(socket, 'close');
  return answer;
}

/** What runs before the bundle: the prelude with what it needs to know. */
function preludeOf(values: Record<string, unknown>, line: string): string {
  const set = Object.entries(values).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const code = PRELUDE.map((name) => readFileSync(`test/espruino/${name}.js`, 'latin1'));
  return [`var LINE=${line},${set.join()};`, ...code].join('\n');
}

/** Boots a device with this configuration. */
export async function boot(config: Record<string, unknown>, options: BootOptions = {}): Promise<Device> {
  const folder = tempFolder('espruino');
  const { meter, reader, socat } = await openPair(folder);
  const [port, askPort] = [await freePort(), await freePort()];
  const { files = {}, more = '' } = options;
  const habits = { ...CHIP, ...options.habits };
  const library = chipLibrary(INTERPRETER as string);
  // The optical eye is asked where its code is there.
  const line = config.meter && files['eye.js'] === undefined ? 'Serial2' : 'Serial3';
  const values = { METER: reader, ASK_PORT: askPort, HABITS: habitsOf(habits, VERSION) };
  const settings = { 'config.json': JSON.stringify({ http_port: port, ...config }) };
  const firmware = {
    '.bootcde': readFileSync(`${DIST}/esp32.js`, 'latin1'),
    'setup.html': readFileSync(`${DIST}/page/setup.html`, 'latin1'),
    ...partFiles(),
  };
  await writeFlash(folder, {
    '.boot0': preludeOf(values, line),
    '.boot1': more,
    ...(options.configFirst ? { ...settings, ...firmware } : { ...firmware, ...settings }),
    ...files,
  });

  function powerOn(): Run {
    if (habits.clock) rmSync(join(folder, CLOCK_IS_SET), { force: true });
    else writeFileSync(join(folder, CLOCK_IS_SET), '');
    return launch(folder, [], library);
  }

  let run = powerOn();

  function answers(): Promise<unknown> {
    const { child, exit } = run;
    const dead = exit.then(() => {
      throw new Error(`the interpreter has ended with ${child.exitCode ?? child.signalCode}`);
    });
    const alive = until(
      async () => (await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) })).status,
      'the device',
    );
    return Promise.race([alive, dead]).catch((error: Error) => {
      throw new Error(`${error.message}; the console said: ${run.said().slice(0, 3000)}`);
    });
  }

  async function evaluate<T>(expression: string): Promise<T> {
    const answer = await ask(askPort, expression);
    if (!answer) throw new Error(`no answer to ${expression}; the console said: ${run.said().slice(-1500)}`);
    return JSON.parse(answer);
  }

  async function ended(): Promise<void> {
    await run.exit;
  }

  async function reboot(): Promise<void> {
    run.child.kill('SIGKILL');
    await ended();
    run = powerOn();
    if (options.waits !== false) await answers();
  }

  function cutPower(write: number): void {
    writeFileSync(join(folder, POWER_CUT), `${write}`);
  }

  function stop(): void {
    run.child.kill('SIGKILL');
    socat.kill();
  }

  if (options.waits !== false) await answers();
  const url = `http://127.0.0.1:${port}`;
  return { url, meter, folder, said: () => run.said(), evaluate, reboot, ended, cutPower, stop };
}

/** Asks the device's HTTP server; an interpreter that has stopped is not waited for. */
export function get(device: Device, path: string): Promise<Response> {
  return fetch(device.url + path, { signal: AbortSignal.timeout(10_000) });
}

/** JsVars in use, after garbage collection. */
export function varsInUse(device: Device): Promise<number> {
  return device.evaluate<number>('process.memory().usage');
}

/** What may differ from look to look: a socket that is being closed. */
const FEW_VARS = 10;

/** Waits until no more is in use than before, but for a few; returns what is. */
export function settled(device: Device, before: number): Promise<number> {
  return until(
    async () => {
      const vars = await varsInUse(device);
      return vars <= before + FEW_VARS ? vars : null;
    },
    `the usage of before, ${before} JsVars`,
    60,
  );
}

/** Waits until the console has said it. */
export async function heard(device: Device, words: string): Promise<void> {
  await until(async () => device.said().includes(words) || null, words);
}

/** Gives each test of a suite a minute and a half: an interpreter that has stopped must not stop the others. */
export function limited(add: (name: string, test: () => Promise<void>) => void): typeof add {
  return (name, test) =>
    add(name, async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('it took longer than 90 s')), 90_000);
      });
      await Promise.race([test(), late]).finally(() => clearTimeout(timer));
    });
}
