/** Boots the device's bundle, unmodified, on the Espruino for Linux that `ESPRUINO` names. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { tempFolder } from '../support/folders.js';
import { freePort, track, until } from '../support/program.js';
import { openPair } from '../support/terminals.js';

export const INTERPRETER = process.env.ESPRUINO;
export const SKIPPED =
  'skipped: this needs ESPRUINO=/path/of/an/Espruino for Linux; board/README.md tells where to get one';
const BUNDLE = 'dist/esp32.js';
/** Where the build puts the optional parts. */
const PARTS = 'dist/page';
const SETUP_PAGE = 'board/esp32/setup.html';
const PRELUDE = 'test/espruino/prelude.js';

export interface Device {
  /** Where its HTTP server answers, without a path. */
  url: string;
  /** The terminal on which a meter may play. */
  meter: string;
  /** All that the console has said since the start of the run. */
  said(): string;
  /** The value of an expression, asked over a socket that the prelude opens. */
  evaluate<T>(expression: string): Promise<T>;
  /** Starts the interpreter again from the same flash, as after a power cut, or after it has ended by itself. */
  reboot(): Promise<void>;
  /** Resolves when the interpreter has ended by itself: the bundle has asked for a restart. */
  ended(): Promise<void>;
  stop(): void;
}

interface Run {
  child: ChildProcess;
  /** Asked for at once, since an end that nobody waits for is missed. */
  exit: Promise<unknown>;
  said(): string;
}

/** Runs the interpreter in a folder; with no script it boots from the flash file there. */
function launch(folder: string, args: string[]): Run {
  // Its standard input stays open: at its end the interpreter stops reading serial data.
  const child = track(spawn(INTERPRETER as string, args, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] }));
  let text = '';
  child.stdout?.setEncoding('latin1').on('data', (piece) => {
    text += piece;
  });
  return { child, exit: once(child, 'exit'), said: () => text };
}

/** The optional parts of the firmware, by their names in Storage. */
function partFiles(): Record<string, string> {
  const names = readdirSync(PARTS).filter((name) => name.endsWith('.js'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(PARTS, name), 'latin1')]));
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

/** Boots a device with this configuration; `more` is code that runs before the bundle, `files` what else is in its flash. */
export async function boot(
  config: Record<string, unknown>,
  more = '',
  files: Record<string, string> = {},
): Promise<Device> {
  const folder = tempFolder('espruino');
  const { meter, reader, socat } = await openPair(folder);
  const [port, askPort] = [await freePort(), await freePort()];
  // The optical eye is asked where its code is there.
  const line = config.meter && files['eye.js'] === undefined ? 'Serial2' : 'Serial3';
  await writeFlash(folder, {
    '.boot0': `var METER=${JSON.stringify(reader)},LINE=${line},ASK_PORT=${askPort};\n${readFileSync(PRELUDE, 'latin1')}`,
    '.boot1': more,
    '.bootcde': readFileSync(BUNDLE, 'latin1'),
    'setup.html': readFileSync(SETUP_PAGE, 'latin1'),
    ...partFiles(),
    'config.json': JSON.stringify({ http_port: port, ...config }),
    ...files,
  });
  let run = launch(folder, []);

  function answers(): Promise<unknown> {
    return until(
      async () => (await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) })).status,
      'the device',
    ).catch((error: Error) => {
      throw new Error(`${error.message}; the console said: ${run.said().slice(0, 1500)}`);
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
    run = launch(folder, []);
    await answers();
  }

  function stop(): void {
    run.child.kill('SIGKILL');
    socat.kill();
  }

  await answers();
  return { url: `http://127.0.0.1:${port}`, meter, said: () => run.said(), evaluate, reboot, ended, stop };
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
