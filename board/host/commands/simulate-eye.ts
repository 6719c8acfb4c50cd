/** `simulate --meter`: a meter that answers by its optical eye, on a serial port. */
import { openPort } from '../line/simulate-port.js';
import { createEye, type EyeAnswer, type EyeKind } from '../simulator/eye.js';
import { createMeter, LIST_MS, METER_ZONE_MS } from '../simulator/meter.js';

const SEED = 382;
/** Bits of a character, about. */
const BITS = 10;
/** Real time in which a pseudo-terminal hands over what was written, on a computer that is busy too. */
const HANDED_OVER_MS = 100;

export interface EyeOptions {
  phases: 1 | 3;
  /** Gives back what comes in, as a head whose LED shines on its own phototransistor. */
  echo: boolean;
  /** So many times faster. */
  fast: number;
  /** Called when the port vanishes. */
  onGone(): void;
}

/** Plays until the program ends. Rejects if the port cannot be opened. */
export async function playEye(path: string, kind: EyeKind, options: EyeOptions): Promise<void> {
  const now = Date.now();
  const meter = createMeter({ phases: options.phases, oldFirmware: false, seed: SEED, start: now - (now % LIST_MS) });
  let values = meter.next().values;
  const eye = createEye(kind, () => {
    while (meter.due() <= Date.now()) values = meter.next().values;
    return { values, clock: new Date(Date.now() + METER_ZONE_MS).toISOString().slice(0, 19) };
  });
  const port = await openPort(path, eye.line, options.onGone);
  let speed = eye.line.baud;
  let free = Promise.resolve();

  async function wait(ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms / options.fast));
  }

  /** Sends an answer at the speed of the line, a few characters at once. */
  async function send({ afterMs, bytes, baud: next }: EyeAnswer): Promise<void> {
    await wait(afterMs);
    for (let at = 0; at < bytes.length; at += 12) {
      const piece = bytes.subarray(at, at + 12);
      await wait((piece.length * BITS * 1000) / speed);
      port.write(Buffer.from(piece));
    }
    if (next) {
      speed = next;
      // A change of speed throws away what has not gone out; a pseudo-terminal is drained before the reader has it.
      await new Promise<void>((resolve) => port.drain(() => resolve()));
      await new Promise((resolve) => setTimeout(resolve, HANDED_OVER_MS));
      await new Promise<void>((resolve) => port.update({ baudRate: next }, () => resolve()));
    }
  }

  port.on('data', (chunk: Buffer) => {
    if (options.echo) port.write(chunk);
    for (const answer of eye.take(chunk)) free = free.then(() => send(answer));
  });
}
