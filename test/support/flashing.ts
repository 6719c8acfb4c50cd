/** Runs `npm run flash` from its sources, and an interpreter for Linux in place of a board. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Outcome, outcomeOf, track } from './program.js';

const env = { ...process.env, NODE_V8_COVERAGE: undefined };

/** Starts the command with these environment variables besides those of this process. */
export function startFlash(args: string[], variables: Record<string, string> = {}): ChildProcess {
  const all = ['--import', 'tsx', 'board/flash/cli.ts', ...args];
  return track(spawn(process.execPath, all, { env: { ...env, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Runs the command to its end, without blocking the servers of this process. */
export function runFlash(args: string[], variables: Record<string, string> = {}): Promise<Outcome> {
  return outcomeOf(startFlash(args, variables));
}

/** A server on a free port of this machine. */
export async function listen(accept: (socket: Socket) => void): Promise<{ server: Server; port: string }> {
  const server = createServer(accept).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export interface TestBoard {
  port: string;
  /** Its Storage. */
  stored(): string;
  /** Whether a restart closes the port, as that of a chip with USB of its own. */
  closesAtRestart: boolean;
  stop(): void;
}

/**
 * The interpreter behind a socket, with its flash in the folder `home`. It runs on after a client disconnects, and
 * boots from its flash again when it ends.
 */
export async function startBoard(interpreterPath: string, home: string): Promise<TestBoard> {
  let isStopped = false;
  let socket: Socket | null = null;
  let interpreter: ChildProcess;

  function boot(): void {
    interpreter = track(spawn(interpreterPath, { cwd: home, stdio: ['pipe', 'pipe', 'ignore'] }));
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
  boot();
  return board;
}
