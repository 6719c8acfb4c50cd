/** `simulate`: plays a meter on a serial port or on standard output. */
import { choiceOf, type Invocation, numberOf, PLAYED, UsageError } from '../options.js';
import { untilSignal } from '../signals.js';
import { createMeter, LIST_MS } from '../simulator/meter.js';
import { play } from '../simulator/play.js';

const BAUD = 2400;
const FAST_BAUD = 115200;
const SEED = 382;
/** Exit code. */
const GONE = 1;

/** Where the lists go; rejects if the port cannot be had. Standard output without a path. */
async function openOutput(
  path: string | undefined,
  fast: number,
  onGone: () => void,
): Promise<(bytes: Uint8Array) => void> {
  if (path === undefined) {
    if (process.stdout.isTTY) throw new UsageError('simulate takes --serial DEV, or a file or program behind > or |');
    return (bytes) => process.stdout.write(bytes);
  }
  // Loaded only here: other commands need no native module.
  const { openPort } = await import('../line/simulate-port.js');
  const baud = fast > 1 ? FAST_BAUD : BAUD;
  const port = await openPort(path, { baud, bytesize: 8, parity: 'none', stopbits: 1 }, onGone);
  return (bytes) => port.write(Buffer.from(bytes));
}

/** Runs until a signal stops it or the port vanishes; returns the exit code. Throws if the port cannot be opened. */
export async function simulate(invocation: Invocation, log: (line: string) => void): Promise<number> {
  const stopped = untilSignal();
  function onGone(): void {
    log(`${invocation.values.serial} has vanished`);
    // At once: serialport goes on reading from a device that has hung up, and lets nothing else run.
    process.exit(GONE);
  }
  const stop = await playOn(invocation, onGone, log);
  await stopped;
  stop();
  setImmediate(() => process.exit());
  return 0;
}

/** Starts to play what is asked for; returns what stops it. */
async function playOn(invocation: Invocation, onGone: () => void, log: (line: string) => void): Promise<() => void> {
  const phases = choiceOf(invocation, 'phases', ['1', '3'] as const) === '1' ? 1 : 3;
  const fast = numberOf(invocation, 'fast', 0.1, 100000);
  const damagePercent = numberOf(invocation, 'damage', 0, 100);
  const path = invocation.values.serial;
  const kind = choiceOf(invocation, 'meter', PLAYED);
  if (kind !== 'han') {
    if (path === undefined) throw new UsageError('a meter that is asked needs --serial DEV');
    const { playEye } = await import('./simulate-eye.js');
    await playEye(path, kind, { phases, echo: invocation.switches.has('echo'), fast, onGone });
    log(`a meter waits on ${path} for questions, ${kind}`);
    return () => {};
  }
  const write = await openOutput(path, fast, onGone);
  const now = Date.now();
  const start = now - (now % LIST_MS);
  const meter = createMeter({ phases, oldFirmware: invocation.switches.has('old-firmware'), seed: SEED, start });
  log(`a ${phases}-phase meter plays on ${path ?? 'standard output'}, a list every ${10 / fast} s`);
  return play(meter, write, { fast, damagePercent, seed: SEED, from: now });
}
