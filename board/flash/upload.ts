/** Uploads files with EspruinoTools, run as a separate program because it disables the verification of TLS in its process. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FlashError } from './errors.js';
import type { BoardFile } from './files.js';
import { BAUD, type Link } from './link.js';

/** Bytes per statement of the tool. It pauses 250 ms after each; otherwise bytes are lost while flash is written. */
const CHUNK = 384;
const PAUSE_S = 0.25;
/** Seconds for start, reset and end of the tool. */
const FIXED_S = 4;
/** The tool is stopped after this many times the expected duration, but not before `MIN_TIMEOUT_S`. */
const PATIENCE = 4;
const MIN_TIMEOUT_S = 60;
/** How long to wait for the last bytes, and how often to check. */
const LAST_BYTES_S = 20;
const CHECK_MS = 50;

/** Runs on the board after the files. The text is assembled there, so that an echo does not match. */
const LAST_LINE = 'print("han: all "+"sent")\n';
const ALL_SENT = /han: all sent/;

/** Output of the tool or the board, and what it means. Other output is not shown, since it may repeat what was sent. */
const REASONS: [RegExp, string][] = [
  [/Unable to connect/, 'EspruinoTools cannot connect to the port. Try again'],
  [/OUT OF MEMORY|MEMORY BUSY|LOW_MEMORY/, 'the board ran out of memory. Press its reset button and try again'],
  [
    /Unable to find or create file|Not enough (free )?space|STORAGE.*full/i,
    'the Storage of the board is full. Erase the chip and install Espruino again (docs/hardware.md)',
  ],
  [/FIFO_FULL|BUFFER_FULL|UART_OVERFLOW/, 'the board lost bytes. Use a shorter cable and try again'],
];

/** The expected duration of an upload, in seconds. */
export function durationOf(files: BoardFile[]): number {
  const chunks = files.reduce((sum, file) => sum + Math.ceil(file.data.length / CHUNK), 0);
  return Math.ceil(FIXED_S + chunks * PAUSE_S);
}

function toolPath(): string {
  const home = dirname(createRequire(import.meta.url).resolve('espruino/package.json'));
  return join(home, 'bin', 'espruino-cli.js');
}

/** Makes a folder with files that only this user can read. It is removed when `use` or the program ends. */
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

/** The traffic over a bridge. */
interface Traffic {
  /** Output of the board so far. */
  output: string;
  /** True once the tool has connected. */
  isConnected: boolean;
}

/**
 * Offers the open port to one local program as a socket: opening the port again could reset the ESP32, and the tool only knows
 * devices that it finds itself.
 */
async function withBridge<T>(link: Link, use: (port: string, traffic: Traffic) => Promise<T>): Promise<T> {
  const traffic: Traffic = { output: '', isConnected: false };
  const server: Server = createServer({ noDelay: true }, (socket) => {
    traffic.isConnected = true;
    server.close();
    socket.on('data', (chunk) => link.write(chunk.toString('latin1')));
    socket.on('error', () => {});
    link.onData((text) => {
      traffic.output += text;
      if (socket.writable) socket.write(Buffer.from(text, 'latin1'));
    });
    link.onClose(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  try {
    return await use(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, traffic);
  } finally {
    server.close();
  }
}

/** The environment without the variables of this program, which contain secrets. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KAMSTRUP_HAN_')));
}

/** Runs the tool to its end and resolves with its output. It is killed after `seconds`. */
function runTool(args: string[], folder: string, seconds: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    const tool = spawn(process.execPath, [toolPath(), ...args], { cwd: folder, env: plainEnvironment(), stdio });
    const kill = (): void => {
      tool.kill('SIGKILL');
    };
    const timer = setTimeout(kill, seconds * 1000);
    let output = '';
    for (const stream of [tool.stdout, tool.stderr]) {
      stream.on('data', (piece: Buffer) => {
        output += piece.toString('latin1');
      });
    }
    process.once('exit', kill);
    tool.once('error', reject);
    tool.once('close', () => {
      clearTimeout(timer);
      process.off('exit', kill);
      resolve(output);
    });
  });
}

/** Why an upload failed, from the output of tool and board. */
export function reasonOf(output: string): string {
  return REASONS.find(([pattern]) => pattern.test(output))?.[1] ?? 'EspruinoTools did not finish. Try again';
}

/** The arguments of the tool: each file is in the folder under its index. */
function argumentsOf(port: string, files: BoardFile[]): string[] {
  // The tool writes the last file first; the boot file is written last, so that it never runs without the others.
  const storage = files.flatMap((file, place) => ['--storage', `${file.name}:${place}.bin`]);
  return [...['-p', port, '-b', `${BAUD}`, '--no-ble', '--board', 'board.json'], ...storage, 'last.js'];
}

/** Waits until the board has run the last line: the tool ends as soon as it has written the last byte. */
async function untilAllSent(traffic: Traffic): Promise<boolean> {
  const end = Date.now() + LAST_BYTES_S * 1000;
  while (traffic.isConnected && !ALL_SENT.test(traffic.output) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, CHECK_MS));
  }
  return ALL_SENT.test(traffic.output);
}

/** Uploads the files over an open port; the tool resets the interpreter first. Throws `FlashError`. */
export async function upload(link: Link, files: BoardFile[], modules: string[]): Promise<void> {
  const contents: Record<string, Buffer | string> = {
    'last.js': LAST_LINE,
    // With this the tool does not ask a server about the board.
    'board.json': JSON.stringify({ info: { builtin_modules: modules } }),
  };
  files.forEach((file, place) => {
    contents[`${place}.bin`] = file.data;
  });
  const seconds = Math.max(MIN_TIMEOUT_S, durationOf(files) * PATIENCE);
  await withFolder(contents, (folder) =>
    withBridge(link, async (port, traffic) => {
      const output = await runTool(argumentsOf(port, files), folder, seconds);
      if (!(await untilAllSent(traffic)))
        throw new FlashError(`the upload failed: ${reasonOf(output + traffic.output)}`);
    }),
  );
}
