/** Runs the program `kamstrup-han` from its sources. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const CLI = ['--import', 'tsx', 'board/host/cli.ts'];
/** The program as it is shipped: `npm run build` makes it. */
export const BUILT = ['dist/kamstrup-han.js'];
/** Without coverage: tsx loads the sources in another form there, and c8 would lay one over the other. */
const env = { ...process.env, NODE_V8_COVERAGE: undefined };

export interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a command to its end. */
export function run(args: string[], input?: string | Buffer): Outcome {
  const child = spawnSync(process.execPath, [...CLI, ...args], { env, input, maxBuffer: 1 << 28 });
  return { code: child.status, out: child.stdout.toString(), err: child.stderr.toString() };
}

/** Resolves when the child has ended and its output is complete. */
export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
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

/** Runs a command to its end without blocking this process. */
export function runAsync(args: string[]): Promise<Outcome> {
  return outcomeOf(track(spawn(process.execPath, [...CLI, ...args], { env })));
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface Running {
  child: ChildProcess;
  /** All that standard error has said so far. */
  said(): string;
  /** Asks it to stop and resolves with its exit code. */
  stop(): Promise<number | null>;
}

const children = new Set<ChildProcess>();

/** Kills what tests have started and left running, so that a failed test ends as well. */
export function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

/** Kills the child too when the tests end. */
export function track(child: ChildProcess): ChildProcess {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Starts a command that runs until it is stopped; resolves when standard error has matched `ready`. */
export async function start(args: string[], ready: RegExp, program = CLI): Promise<Running> {
  const child = track(spawn(process.execPath, [...program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  let text = '';
  const running: Running = {
    child,
    said: () => text,
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      return code;
    },
  };
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (piece) => {
      text += piece;
      if (ready.test(text)) resolve();
    });
    child.once('exit', () => reject(new Error(`it ended before it was ready: ${text}`)));
  });
  return running;
}

/** True if the program is on the path. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['-h']).error === undefined;
}

/** Asks again every 100 ms until the answer is one; rejects after `seconds`. */
export async function until<T>(ask: () => Promise<T | null>, what: string, seconds = 20): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    let reason = '';
    const answer = await ask().catch((error: Error) => {
      reason = `: ${error.message} ${error.cause ?? ''}`;
      return null;
    });
    if (answer !== null) return answer;
    if (Date.now() > end) throw new Error(`${what} did not come within ${seconds} s${reason}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The URL that `serve` has printed, without a slash at its end. */
export function urlOf(running: Running): string {
  const match = /http:\S+(?=\/\s)/.exec(running.said());
  if (!match) throw new Error(running.said());
  return match[0];
}
