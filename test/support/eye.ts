/** The poller with a meter that responds in virtual time. */

import { createEye, type EyeKind, type EyeState } from '../../board/host/simulator/eye.js';
import type { Line } from '../../src/board.js';
import { createLinkCounters, type LinkCounters } from '../../src/bytes/link-counters.js';
import { createIec61107 } from '../../src/eye/iec61107.js';
import { createKmp } from '../../src/eye/kmp.js';
import { createKmpAscii } from '../../src/eye/kmp-ascii.js';
import { createPoller, type Poller } from '../../src/eye/poller.js';
import type { Protocol } from '../../src/eye/protocol.js';
import { REQUESTS, requestBytes } from '../../src/eye/requests.js';
import { createReading, type Reading } from '../../src/reading/reading.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { createFakeBoard, type FakeBoard } from './board.js';
import { hexOf } from './hex.js';

/** Import 1834.21 kWh at 1234 W, export 1 kWh. */
export const STATE: EyeState = {
  values: [1234, 0, 56, 0, 511, 422, 144, 228, 229, 224, 183421, 100, 3851, 31],
  clock: '2026-11-21T09:08:07',
};

/** One value that a protocol visited. */
export interface Visited {
  what: number;
  id: string;
  value: string | number;
  exponent: number;
  unit: string;
}

export const PROTOCOLS: Record<string, () => Protocol> = {
  iec61107: () => createIec61107(),
  'kmp-ascii': () => createKmpAscii(),
  kmp: () => createKmp(),
};

/** The result of a protocol for one response at a step, and its values. */
export function parseResponse(
  protocol: Protocol,
  step: number,
  bytes: Uint8Array,
): { verdict: number; told: Visited[] } {
  const told: Visited[] = [];
  const verdict = protocol.parseResponse(step, bytes, 0, bytes.length, (what, id, value, exponent = 0, unit = '') =>
    told.push({ what, id, value, exponent, unit }),
  );
  return { verdict, told };
}

export interface EyeReader {
  board: FakeBoard;
  poller: Poller;
  reading: Reading;
  link: LinkCounters;
  /** For each poll with values, whether a register had changed. */
  polls: boolean[];
  /** Lets time pass, with ticks, and delivers what the meter sends meanwhile. */
  pass(ms: number): void;
}

/** The requests sent to the fake line, by number; -1 for anything else. */
export function sentNumbers({ board }: EyeReader): number[] {
  const known = Array.from({ length: REQUESTS }, (_, i) => hexOf(requestBytes(i)));
  return board.sent.map((bytes) => known.indexOf(hexOf(bytes)));
}

export interface EyeSetup {
  meter: string;
  poll_s?: number;
  kind?: EyeKind;
  echo?: boolean;
  state?: () => EyeState;
  /** Changes what the meter sends; null for silence. */
  damage?: (bytes: Uint8Array, n: number) => Uint8Array | null;
  /** Bytes per chunk. */
  chunk?: number;
}

function nameOf(line: Line): string {
  return `${line.baud} ${line.bytesize}${line.parity[0].toUpperCase()}${line.stopbits}`;
}

/** A poller on a fake board at a simulated meter. */
export function createEyeReader(setup: EyeSetup): EyeReader {
  const board = createFakeBoard();
  const link = createLinkCounters();
  const reading = createReading();
  const polls: boolean[] = [];
  const { settings } = checkSettings(coreSettings(), { meter: setup.meter, poll_s: setup.poll_s ?? 0 });
  const poller = createPoller(board, settings, reading, link, (_bytes, moved) => polls.push(moved));
  const meet = meetEye(board, setup, poller.receive);

  function tick(): void {
    meet();
    poller.tick();
  }

  return { board, poller, reading, link, polls, pass: (ms) => board.pass(ms, tick) };
}

/** Lets a simulated meter respond to the board. The returned function delivers all bytes that are due; call it before each tick. */
export function meetEye(board: FakeBoard, setup: EyeSetup, deliver: (bytes: Uint8Array) => void): () => void {
  const eye = setup.kind ? createEye(setup.kind, setup.state ?? (() => STATE)) : null;
  const due: { at: number; bytes: Uint8Array }[] = [];
  let n = 0;
  board.onSent = (sent) => {
    if (setup.echo) due.push({ at: board.ms + 1, bytes: sent.slice() });
    // A meter receives only with its own line settings; after an acknowledgement the fake line already has those of the response.
    if (!eye || (board.line !== nameOf(eye.line) && sent[0] !== 6)) return;
    let at = board.ms;
    for (const answer of eye.take(sent)) {
      at += answer.afterMs + 20;
      const bytes = setup.damage ? setup.damage(answer.bytes, n++) : answer.bytes;
      if (bytes?.length) due.push({ at, bytes });
    }
  };
  return () => {
    while (due.length && due[0].at <= board.ms) {
      const { bytes } = due.shift() as { bytes: Uint8Array };
      const size = setup.chunk ?? bytes.length;
      for (let from = 0; from < bytes.length; from += size) deliver(bytes.subarray(from, from + size));
    }
  };
}
