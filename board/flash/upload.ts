/** Uploads files with EspruinoTools, run as a program: it switches off the verification of TLS in its process. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FlashError } from './errors.js';
import type { BoardFile } from './files.js';
import { BAUD, type Link } from './link.js';

/** The bytes that the tool sends in one statement. It pauses 250 ms after each; without, bytes are lost while flash is written. */
const CHUNK = 384;
const PAUSE_S = 0.25;
/** Start, reset and end of the tool. */
const FIXED_S = 4;
/** So many times longer than it should take, and the tool is stopped. */
const PATIENCE = 4;
const LEAST_S = 60;
/** How long the last bytes may take, and how often it is looked. */
const LAST_BYTES_S = 20;
const LOOK_MS = 50;

/** Run on the board behind the files; put together there, so that no echo matches. */
const LAST_LINE = 'print("han: all "+"sent")\n';
const ALL_SENT = /han: all sent/;

/** What the tool or the board says, and what it means. The rest of their words is not shown: they repeat what was sent. */
const REASONS: [RegExp, string][] = [
  [/Unable to connect/, 'EspruinoTools did not reach the port'],
  [/OUT OF MEMORY|MEMORY BUSY|LOW_MEMORY/, 'the board ran out of memory. Press its reset button and try again'],
  [/Unable to find or create file|Not enough (free )?space|STORAGE.*full/i, 'the Storage of the board is full'],
  [/FIFO_FULL|BUFFER_FULL|UART_OVERFLOW/, 'the board lost bytes. Take a shorter cable and try again'],
];

/** How long an upload takes, in seconds. */
export function durationOf(files: BoardFile[]): number {
  const chunks = files.reduce((sum, file) => sum + Math.ceil(file.data.length / CHUNK), 0);
  return Math.ceil(FIXED_S + chunks * PAUSE_S);
}

function toolPath(): string {
  const home = dirname(createRequire(import.meta.url).resolve('espruino/package.json'));
  return join(home, 'bin', 'espruino-cli.js');
}

/** Files that only this user reads, gone when `use` has ended and when the program does. */
async function withFolder<T>(
  contents: Record<string, Buffer | string>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kamstrup-han-flash-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    for (const [name, content] of Object.entries(contents)) {
      writeFileSync(join(folder, name), content, { mode: 0o600 });
    }
    return await use(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

/** What came over a bridge. */
interface Crossing {
  /** What the board has said. */
  said: string;
  /** True once the tool has connected. */
  isUsed: boolean;
}

/**
 * Offers the open port to one program of this machine as a socket: the port is opened only once, since each opening may
 * reset an ESP32, and the tool knows only those devices that it finds by itself.
 */
async function withBridge<T>(link: Link, use: (port: string, crossing: Crossing) => Promise<T>): Promise<T> {
  const crossing: Crossing = { said: '', isUsed: false };
  const server: Server = createServer({ noDelay: true }, (socket) => {
    crossing.isUsed = true;
    server.close();
    socket.on('data', (chunk) => link.write(chunk.toString('latin1')));
    socket.on('error', () => {});
    link.onData((text) => {
      crossing.said += text;
      if (socket.writable) socket.write(Buffer.from(text, 'latin1'));
    });
    link.onClose(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  try {
    return await use(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, crossing);
  } finally {
    server.close();
  }
}

/** The environment without what only this program is told. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KAMSTRUP_HAN_')));
}

/** Runs the tool to its end and resolves with all that it said. */
function runTool(args: string[], folder: string, seconds: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    const tool = spawn(process.execPath, [toolPath(), ...args], { cwd: folder, env: plainEnvironment(), stdio });
    const kill = (): void => {
      tool.kill('SIGKILL');
    };
    const timer = setTimeout(kill, seconds * 1000);
    let said = '';
    for (const stream of [tool.stdout, tool.stderr]) {
      stream.on('data', (piece: Buffer) => {
        said += piece.toString('latin1');
      });
    }
    process.once('exit', kill);
    tool.once('error', reject);
    tool.once('close', () => {
      clearTimeout(timer);
      process.off('exit', kill);
      resolve(said);
    });
  });
}

/** Why an upload failed, from what the tool said. */
export function reasonOf(said: string): string {
  return REASONS.find(([pattern]) => pattern.test(said))?.[1] ?? 'EspruinoTools did not come to its end. Try again';
}

/** The arguments of the tool: `FILE` stands in the folder as its place in the list. */
function argumentsOf(port: string, files: BoardFile[]): string[] {
  // The tool writes the last one first; the program goes last, so that none starts without its files.
  const storage = files.flatMap((file, place) => ['--storage', `${file.name}:${place}.bin`]);
  return [...['-p', port, '-b', `${BAUD}`, '--no-ble', '--board', 'board.json'], ...storage, 'last.js'];
}

/** The tool ends when it has handed over the last byte; the board may still be busy with those before. */
async function untilAllSent(crossing: Crossing): Promise<boolean> {
  const end = Date.now() + LAST_BYTES_S * 1000;
  while (crossing.isUsed && !ALL_SENT.test(crossing.said) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return ALL_SENT.test(crossing.said);
}

/** Uploads the files by an open port; the tool resets the interpreter first. Throws `FlashError`. */
export async function upload(link: Link, files: BoardFile[], modules: string[]): Promise<void> {
  const contents: Record<string, Buffer | string> = {
    'last.js': LAST_LINE,
    // With this the tool asks no server what the board is.
    'board.json': JSON.stringify({ info: { builtin_modules: modules } }),
  };
  files.forEach((file, place) => {
    contents[`${place}.bin`] = file.data;
  });
  const seconds = Math.max(LEAST_S, durationOf(files) * PATIENCE);
  await withFolder(contents, (folder) =>
    withBridge(link, async (port, crossing) => {
      const told = await runTool(argumentsOf(port, files), folder, seconds);
      if (!(await untilAllSent(crossing))) throw new FlashError(`the upload failed: ${reasonOf(told + crossing.said)}`);
    }),
  );
}
