/**
 * Polls a meter through its optical eye: a request from the fixed table, the response, the next request. The protocols are
 * in ./iec61107, ./kmp-ascii and ./kmp; timing, echoes, noise and retries are handled here. Time is counted in ticks, as
 * for the pauses of the HAN port: by the clock, bytes that arrived in time would seem late after a stall of the program.
 */

import { type Board, TICK_MS } from '../board.js';
import type { LinkCounters } from '../bytes/link-counters.js';
import { createRing } from '../bytes/ring.js';
import { ENERGY_EXPORT, ENERGY_IMPORT } from '../reading/fields.js';
import type { Reading } from '../reading/reading.js';
import type { Settings } from '../settings/settings.js';
import { max } from '../text/math.js';
import { createIec61107 } from './iec61107.js';
import { createKmp } from './kmp.js';
import { createKmpAscii } from './kmp-ascii.js';
import { registersText, takePoll } from './poll-values.js';
import { BAD, GOOD, type Protocol, UNEXPECTED, type ValueVisitor } from './protocol.js';
import { NO_REQUEST, requestBytes } from './requests.js';

/** Polls one meter, with the protocol of the settings or the one that it finds. */
export interface Poller {
  /** The responses of the last complete poll, one after the other, at the start of an array that is never replaced. */
  readonly frame: Uint8Array;
  /** Takes a chunk of any size. Returns 1, since any byte may complete a response. */
  receive(chunk: Uint8Array): number;
  /** Called every `TICK_MS`. */
  tick(): void;
  /** All values of the last complete poll as a JSON object, under the meter's own names. */
  registers(): string;
  /** Milliseconds between polls. */
  periodMs(): number;
}

/**
 * Creates the poller for the settings `meter` and `poll_s`. `onPoll(bytes, moved)` is called when a poll has updated the
 * reading: the number of bytes in `frame`, and whether an energy register has changed since the previous poll.
 */
export function createPoller(
  board: Board,
  settings: Settings,
  reading: Reading,
  link: LinkCounters,
  onPoll: (bytes: number, moved: boolean) => void,
): Poller {
  const RING_BYTES = 1024;
  /** At least 250 ms before a request, and 1.6 s after a failed one (5512-447, 3.1). */
  const TURNAROUND_TICKS = 2;
  const PAUSE_TICKS = 8;
  /** To the first byte of a response: KMP allows 1.6 s, and the 685-382 pauses 2 s before its block. Between bytes: IEC allows 1.5 s. */
  const FIRST_BYTE_TICKS = 11;
  const GAP_TICKS = 7;
  /** To the end of a response: 1 kB at 300 baud takes 34 s. */
  const RESPONSE_TICKS = 160;
  /** The driver of the ESP32 hands over 120 characters at once, of ten bits each: at 300 baud they take 4 s. */
  const PIECE_BITS = 1200;
  /** Failed polls in a row before `auto` tries another protocol. */
  const MAX_MISSES = 3;
  const NAMES = ['kmp', 'kmp-ascii', 'iec61107'];

  const ring = createRing(RING_BYTES);
  const bytes = ring.array;
  const frame = new Uint8Array(RING_BYTES);
  let protocolIndex = NAMES.indexOf(settings.meter as string);
  const auto = protocolIndex < 0;
  let protocol: Protocol;
  // The step of the current poll (-1 between polls), whether it awaits a response, and the bytes of its request that may echo.
  let step = -1;
  let waiting = false;
  let echoBytes = 0;
  // Ticks until the next action or time-out, until the response must be complete, and since the poll began.
  let ticksLeft = TURNAROUND_TICKS;
  let responseTicksLeft = 0;
  let pollTicks = 0;
  let tries = 0;
  // Polls that may still fail before `auto` tries another protocol; 0 until a first one succeeds.
  let missesLeft = 0;
  // True once a bad response was counted as an FCS error: it is not counted as a time-out too.
  let counted = false;
  // The end of each response of this poll, which are kept at the start of the ring's array; and those of the last complete poll, in `frame`.
  let ends: number[] = [];
  let lastEnds = ends;
  let keptBytes = 0;
  let register = -1;

  function createProtocol(): void {
    const make = [createKmp, createKmpAscii, createIec61107][protocolIndex];
    protocol = make();
    lastEnds = [];
  }

  function periodTicks(): number {
    return ((settings.poll_s as number) || protocol.periodS) * (1000 / TICK_MS);
  }

  function delimiter(last: number): number {
    return protocol.delimiters.charCodeAt(((step * 2) % protocol.delimiters.length) + last);
  }

  /** Drops bytes that are no good response. Exactly as many as were sent are an echo, which some half-duplex heads return. */
  function discard(count: number): void {
    ring.drop(count);
    if (count === echoBytes) {
      link.bytes -= count;
      echoBytes = 0;
    } else link.discarded_bytes += count;
  }

  /** Ticks that a character may lie in the driver. */
  function driverTicks(): number {
    const baud = (step && protocol.nextBaud) || protocol.line.baud;
    return (PIECE_BITS * 1000) / (baud * TICK_MS);
  }

  /** Sends a request by its number; nothing else is ever sent. */
  function send(number: number): void {
    ticksLeft = FIRST_BYTE_TICKS + driverTicks();
    responseTicksLeft = RESPONSE_TICKS + driverTicks();
    waiting = true;
    counted = false;
    if (number === NO_REQUEST) return;
    echoBytes = 0;
    discard(ring.held);
    ring.head = keptBytes;
    const request = requestBytes(number);
    echoBytes = request.length;
    board.uart.write(request, step ? protocol.nextBaud : 0);
  }

  function startPoll(): void {
    step = 0;
    keptBytes = 0;
    ends = [];
    board.uart.setLine(protocol.line);
  }

  /** Visits all values of the last complete poll. */
  function forEachValue(visit: ValueVisitor): void {
    let from = 0;
    lastEnds.forEach(function (to) {
      protocol.parseResponse(-1, frame, from, to, visit);
      from = to;
    });
  }

  /** Stores a complete poll in the reading. */
  function take(): void {
    lastEnds = ends;
    frame.set(bytes.subarray(0, keptBytes));
    takePoll(reading, forEachValue);
    reading.protocol = NAMES[protocolIndex];
    reading.layout = protocol.kind;
    if (reading.known.indexOf(1) < 0) {
      link.unknown_lists++;
      return;
    }
    link.lists++;
    if (!missesLeft) board.log('meter: found ' + NAMES[protocolIndex] + ' (' + protocol.kind + ')');
    missesLeft = MAX_MISSES;
    const previous = register;
    register = reading.values[ENERGY_IMPORT] + reading.values[ENERGY_EXPORT];
    onPoll(keptBytes, previous >= 0 && register !== previous);
  }

  /** Ends the poll and schedules the next one; after enough failures `auto` switches to the next protocol. */
  function endPoll(good: boolean): void {
    step = -1;
    ticksLeft = max(PAUSE_TICKS, periodTicks() - pollTicks);
    if (good) take();
    else if (missesLeft) missesLeft--;
    if (auto && !good && !missesLeft) {
      protocolIndex = (protocolIndex + 1) % NAMES.length;
      ticksLeft = PAUSE_TICKS;
      createProtocol();
    }
  }

  function failStep(): void {
    if (!counted) link.timeouts++;
    discard(ring.held);
    waiting = false;
    ticksLeft = PAUSE_TICKS;
    if (step > 4) endPoll(true);
    else if (tries++) endPoll(false);
    else if (protocol.delimiters.length > 2) startPoll();
  }

  /** Keeps the bytes from `from` up to `to` as the response, and starts the next step. */
  function acceptResponse(from: number, to: number): void {
    ring.drop(to - from);
    bytes.set(bytes.subarray(from, to), keptBytes);
    keptBytes += to - from;
    ends.push(keptBytes);
    link.frames++;
    waiting = false;
    ticksLeft = TURNAROUND_TICKS;
    const next = protocol.requests[++step];
    if (next === NO_REQUEST) send(next);
    else if (!(next >= 0)) endPoll(true);
    if (protocol.delimiters.length < 3) tries = 0;
  }

  /** Looks for a response among the buffered bytes; false if more are needed. */
  function scan(): boolean {
    const head = ring.head;
    const last = bytes.indexOf(delimiter(1), head);
    // The BCC follows the ETX.
    const to = last + (delimiter(1) === 3 ? 2 : 1);
    let from = last;
    if (last < 0 || to > head + ring.held) return false;
    // The latest start character before it: none occurs within a response.
    while (from >= head && bytes[from] !== delimiter(0)) from--;
    const verdict = from < head ? UNEXPECTED : protocol.parseResponse(step, bytes, from, to, function () {});
    if (verdict === GOOD) {
      discard(from - head);
      acceptResponse(from, to);
      return true;
    }
    if (verdict === BAD) {
      link.fcs_errors++;
      counted = true;
    }
    discard(to - head);
    return true;
  }

  function receive(chunk: Uint8Array): number {
    link.bytes += chunk.length;
    if (!waiting || ring.head + ring.held + chunk.length >= RING_BYTES) {
      // No response is expected, or it is longer than any response.
      link.discarded_bytes += chunk.length;
      discard(ring.held);
      ring.head = keptBytes;
      return 1;
    }
    ring.write(chunk);
    ticksLeft = max(ticksLeft, GAP_TICKS + driverTicks());
    while (waiting && ring.held) if (!scan()) return 1;
    return 1;
  }

  function tick(): void {
    pollTicks++;
    if (waiting && --responseTicksLeft < 0) ticksLeft = 0;
    if (--ticksLeft > 0) return;
    if (waiting) failStep();
    else {
      if (step < 0) {
        pollTicks = 0;
        tries = 0;
        startPoll();
      }
      send(protocol.requests[step]);
    }
  }

  function registers(): string {
    return registersText(reading, forEachValue);
  }

  function periodMs(): number {
    return periodTicks() * TICK_MS;
  }

  protocolIndex = max(protocolIndex, 0);
  createProtocol();
  return { frame, receive, tick, registers, periodMs };
}
