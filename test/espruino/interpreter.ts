/** Boots the device's bundle, unmodified, on the Espruino for Linux that `ESPRUINO` names. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { track, until } from '../support/program.js';

export const INTERPRETER = process.env.ESPRUINO;
const BUNDLE = 'dist/esp32.js';
const PRELUDE = 'test/espruino/prelude.js';

export interface Device {
  /** Where its HTTP server answers, without a path. */
  url: string;
  /** The terminal on which a meter may play. */
  meter: string;
  /** All that the console has said. */
  said(): string;
  /** The value of an expression of at most 50 characters (the interpreter takes 64 at once), asked on the console. */
  evaluate<T>(expression: string): Promise<T>;
  stop(): void;
}

/** Runs the interpreter in a folder; with no script it boots from the flash file there. */
function launch(folder: string, args: string[]): { child: ChildProcess; said(): string } {
  const child = track(spawn(INTERPRETER as string, args, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] }));
  let text = '';
  child.stdout?.setEncoding('latin1').on('data', (piece) => {
    text += piece;
  });
  return { child, said: () => text };
}

/** Writes files into the flash of the interpreter that will run in the folder. */
async function writeFlash(folder: string, files: Record<string, string>): Promise<void> {
  const writes = Object.entries(files)
    .filter(([, text]) => text)
    .map(([name, text]) => `s.write(${JSON.stringify(name)},${JSON.stringify(text)});`);
  writeFileSync(
    join(folder, 'write.js'),
    `var s=require("Storage");s.eraseAll();${writes.join('')}print("flash "+"written");`,
  );
  const { child, said } = launch(folder, ['write.js']);
  await until(async () => (said().includes('flash written') ? true : null), 'the flash file');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Boots a device with this configuration; `more` is code that runs before the bundle. */
export async function boot(config: Record<string, unknown>, more = ''): Promise<Device> {
  const folder = mkdtempSync(join(tmpdir(), 'kamstrup-han-esp-'));
  const meter = join(folder, 'meter');
  const reader = join(folder, 'reader');
  const socat = track(spawn('socat', [`pty,raw,echo=0,link=${meter}`, `pty,raw,echo=0,link=${reader}`]));
  await until(async () => (existsSync(meter) && existsSync(reader) ? true : null), 'the pseudo-terminals');
  const port = await freePort();
  await writeFlash(folder, {
    '.boot0': `var METER=${JSON.stringify(reader)};\n${readFileSync(PRELUDE, 'latin1')}`,
    '.boot1': more,
    '.bootcde': readFileSync(BUNDLE, 'latin1'),
    'config.json': JSON.stringify({ http_port: port, ...config }),
  });
  const { child, said } = launch(folder, []);
  let asked = 0;

  async function evaluate<T>(expression: string): Promise<T> {
    const mark = `answer${++asked}:`;
    // The leading 0x10 keeps the console from echoing the line. `ASK` stands in the prelude.
    child.stdin?.write(`\x10ASK(${asked},${expression})\n`);
    const pattern = new RegExp(`${mark}([^]*?)\\|\\r?\\n`);
    return until(async () => {
      const match = pattern.exec(said());
      return match ? JSON.parse(match[1]) : null;
    }, expression).catch((error: Error) => {
      throw new Error(`${error.message}; the console said: ${said().slice(0, 600)}`);
    });
  }

  function stop(): void {
    child.kill('SIGKILL');
    socat.kill();
  }

  await until(async () => (await fetch(`http://127.0.0.1:${port}/`)).status, 'the device');
  return { url: `http://127.0.0.1:${port}`, meter, said, evaluate, stop };
}

/** JsVars in use, after garbage collection. */
export function varsInUse(device: Device): Promise<number> {
  return device.evaluate<number>('process.memory().usage');
}
