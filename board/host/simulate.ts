/** `simulate`: plays a meter on a serial port or on standard output. */
import { choiceOf, type Invocation, numberOf, PLAYED, UsageError } from './options.js';
import { untilSignal } from './signals.js';
import { createMeter, LIST_MS } from './simulator/meter.js';
import { play } from './simulator/play.js';

const BAUD = 2400;
const SEED = 382;

/** Opens the port to play on; rejects if it cannot be had. Standard output without a path. */
async function openOutput(path: string | undefined, fast: number): Promise<(bytes: Uint8Array) => void> {
  if (path === undefined) return (bytes) => process.stdout.write(bytes);
  const { SerialPort } = await import('serialport');
  const port = new SerialPort({ path, baudRate: fast > 1 ? 115200 : BAUD, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(new Error(`${path} cannot be opened: ${error.message}`)) : resolve()));
  });
  return (bytes) => port.write(Buffer.from(bytes));
}

/** Runs until a signal stops it; returns the exit code. Throws if the port cannot be opened. */
export async function simulate(invocation: Invocation, log: (line: string) => void): Promise<number> {
  const phases = numberOf(invocation, 'phases', 1, 3);
  if (phases === 2) throw new UsageError('--phases takes 1 or 3');
  const fast = numberOf(invocation, 'fast', 0.1, 100000);
  const damagePercent = numberOf(invocation, 'damage', 0, 100);
  const path = invocation.values.serial;
  const kind = choiceOf(invocation, 'meter', PLAYED);
  if (kind !== 'han') {
    if (path === undefined) throw new UsageError('a meter that is asked needs --serial DEV');
    const { playEye } = await import('./simulate-eye.js');
    await playEye(path, kind, { phases: phases as 1 | 3, echo: invocation.switches.has('echo'), fast });
    log(`a meter waits on ${path} for questions, ${kind}`);
    await untilSignal();
    setImmediate(() => process.exit());
    return 0;
  }
  const write = await openOutput(path, fast);
  const now = Date.now();
  const start = now - (now % LIST_MS);
  const oldFirmware = invocation.switches.has('old-firmware');
  const meter = createMeter({ phases: phases as 1 | 3, oldFirmware, seed: SEED, start });
  log(`a ${phases}-phase meter plays on ${path ?? 'standard output'}, a list every ${10 / fast} s`);
  const stop = play(meter, write, { fast, damagePercent, seed: SEED, from: now });
  await untilSignal();
  stop();
  setImmediate(() => process.exit());
  return 0;
}
