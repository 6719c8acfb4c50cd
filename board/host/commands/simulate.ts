/** `simulate`: plays a simulated meter on a serial port or on standard output. */
import type { SerialPort } from 'serialport';
import type { Line } from '../../../src/board.js';
import { choiceOf, type Invocation, numberOf, UsageError } from '../arguments.js';
import { untilSignal } from '../signals.js';
import type { EyeKind } from '../simulator/eye.js';
import { createMeter, LIST_MS } from '../simulator/meter.js';
import { play } from '../simulator/play-han.js';
import { SIMULATED } from './options.js';

type Log = (line: string) => void;

const BAUD = 2400;
const FAST_BAUD = 115200;
const SEED = 382;
const FAILED = 1;

interface Options {
  path: string | undefined;
  kind: (typeof SIMULATED)[number];
  phases: 1 | 3;
  fast: number;
  damagePercent: number;
  oldFirmware: boolean;
  echo: boolean;
}

function optionsOf(invocation: Invocation): Options {
  return {
    path: invocation.values.serial,
    kind: choiceOf(invocation, 'meter', SIMULATED),
    phases: choiceOf(invocation, 'phases', ['1', '3'] as const) === '1' ? 1 : 3,
    fast: numberOf(invocation, 'fast', 0.1, 100000),
    damagePercent: numberOf(invocation, 'damage', 0, 100),
    oldFirmware: invocation.switches.has('old-firmware'),
    echo: invocation.switches.has('echo'),
  };
}

/** Opens the serial port, and ends the program when it disappears. */
async function openSerial(path: string, line: Line, log: Log): Promise<SerialPort> {
  // Imported here, so that other commands and standard output work without the native module.
  const { openPort } = await import('../uart/serial-port.js');
  return openPort(path, line, () => {
    log(`${path} has disappeared`);
    // At once: serialport keeps reading from a device that has hung up, and blocks everything else.
    process.exit(FAILED);
  });
}

/** Opens where the lists go: the serial port, or standard output without one. */
async function openOutput({ path, fast }: Options, log: Log): Promise<(bytes: Uint8Array) => void> {
  if (path === undefined) {
    if (process.stdout.isTTY) throw new UsageError('simulate needs --serial DEV, or its output redirected by > or |');
    return (bytes) => process.stdout.write(bytes);
  }
  const line: Line = { baud: fast > 1 ? FAST_BAUD : BAUD, bytesize: 8, parity: 'none', stopbits: 1 };
  const port = await openSerial(path, line, log);
  return (bytes) => port.write(Buffer.from(bytes));
}

/** Starts a meter that pushes lists on the HAN port. Returns a function that stops it. */
async function startHan(options: Options, log: Log): Promise<() => void> {
  const { path, phases, fast, damagePercent, oldFirmware } = options;
  const write = await openOutput(options, log);
  const now = Date.now();
  const meter = createMeter({ phases, oldFirmware, seed: SEED, start: now - (now % LIST_MS) });
  log(`simulated ${phases}-phase meter sends on ${path ?? 'standard output'}, one list every ${10 / fast} s`);
  return play(meter, write, { fast, damagePercent, seed: SEED, from: now });
}

/** Starts a meter that answers through its optical eye, until the program ends. */
async function startEye(kind: EyeKind, { path, phases, fast, echo }: Options, log: Log): Promise<void> {
  if (path === undefined) throw new UsageError(`--meter ${kind} needs --serial DEV`);
  // Imported here, so that the program loads these meters only when it simulates one.
  const { playEye } = await import('../simulator/play-eye.js');
  await playEye(kind, (line) => openSerial(path, line, log), { phases, seed: SEED, echo, fast });
  log(`simulated ${kind} meter waits on ${path} for requests`);
}

/** Runs until a signal stops it or the port disappears. Returns the exit code. Throws if the port cannot be opened. */
export async function simulate(invocation: Invocation, log: Log): Promise<number> {
  const stopped = untilSignal();
  const options = optionsOf(invocation);
  let stop = (): void => {};
  if (options.kind === 'han') stop = await startHan(options, log);
  else await startEye(options.kind, options, log);
  await stopped;
  stop();
  // An open serial port would keep the process alive.
  setImmediate(() => process.exit());
  return 0;
}
