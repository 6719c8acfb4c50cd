/** Plays a simulated meter that answers through its optical eye, on a serial port. */
import type { SerialPort } from 'serialport';
import type { Line } from '../../../src/board.js';
import { createEye, type EyeAnswer, type EyeKind } from './eye.js';
import { createMeter, LIST_MS, METER_ZONE_MS } from './meter.js';

/** Bits of a character on the line, about. */
const BITS = 10;
/** Bytes per write. */
const PIECE_BYTES = 12;
/** Real time that a pseudo-terminal takes to deliver what was written, even on a busy computer. */
const DELIVERY_MS = 100;

export interface PlayEyeOptions {
  phases: 1 | 3;
  /** Any 32-bit integer: selects the household. */
  seed: number;
  /** Sends back what is received, like an optical head whose LED shines on its own phototransistor. */
  echo: boolean;
  /** How much faster than real time, above 0. */
  fast: number;
}

/** Plays until the program ends, on the port that `open` opens. Rejects if `open` does. */
export async function playEye(
  kind: EyeKind,
  open: (line: Line) => Promise<SerialPort>,
  { phases, seed, echo, fast }: PlayEyeOptions,
): Promise<void> {
  const now = Date.now();
  const meter = createMeter({ phases, oldFirmware: false, seed, start: now - (now % LIST_MS) });
  let values = meter.next().values;
  const eye = createEye(kind, () => {
    while (meter.due() <= Date.now()) values = meter.next().values;
    return { values, clock: new Date(Date.now() + METER_ZONE_MS).toISOString().slice(0, 19) };
  });
  const port = await open(eye.line);
  let baud = eye.line.baud;
  let sent = Promise.resolve();

  async function wait(ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms / fast));
  }

  /**
   * A change of speed discards what has not gone out, and a pseudo-terminal counts as drained before its reader has the
   * bytes.
   */
  async function changeSpeed(next: number): Promise<void> {
    baud = next;
    await new Promise<void>((resolve) => port.drain(() => resolve()));
    await new Promise((resolve) => setTimeout(resolve, DELIVERY_MS));
    await new Promise<void>((resolve) => port.update({ baudRate: next }, () => resolve()));
  }

  /** Sends an answer at the speed of the line, a few characters at a time. */
  async function send(answer: EyeAnswer): Promise<void> {
    await wait(answer.afterMs);
    for (let at = 0; at < answer.bytes.length; at += PIECE_BYTES) {
      const piece = answer.bytes.subarray(at, at + PIECE_BYTES);
      await wait((piece.length * BITS * 1000) / baud);
      port.write(Buffer.from(piece));
    }
    if (answer.baud) await changeSpeed(answer.baud);
  }

  port.on('data', (chunk: Buffer) => {
    if (echo) port.write(chunk);
    for (const answer of eye.take(chunk)) sent = sent.then(() => send(answer));
  });
}
