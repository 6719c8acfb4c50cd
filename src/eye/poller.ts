/**
 * Asks a meter by its optical eye, poll after poll: a request out of the fixed table, the answer, the next request. What a
 * protocol is stands in ./iec61107, ./kmp-ascii and ./kmp; waiting, echoes, noise and retries are here. Time is
 * counted in ticks, as the pauses of the HAN port are: after a stall bytes that were in time would seem late.
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

export interface Poller {
  /** The good answers of the last whole poll, one behind the other, at the start of an array that is never replaced. */
  readonly frame: Uint8Array;
  /** Takes a chunk of any size; returns 1, since every byte may be the last that is needed. */
  receive(chunk: Uint8Array): number;
  /** Called every `TICK_MS`. */
  tick(): void;
  /** All that the last poll said, as a JSON object by the meter's own names. */
  registers(): string;
  /** Milliseconds from one poll to the next. */
  periodMs(): number;
}

/**
 * Makes the poller that settings `meter` and `poll_s` ask for. `onPoll(bytes, moved)` is called when a poll has filled the
 * reading: how many bytes of `frame` it gave, and whether an energy register has gone on since the poll before.
 */
export function createPoller(
  board: Board,
  settings: Settings,
  reading: Reading,
  link: LinkCounters,
  onPoll: (bytes: number, moved: boolean) => void,
): Poller {
  const RING_BYTES = 1024;
  /** 250 ms at least before a request; and 1.6 s after one that failed (5512-447, 3.1). */
  const TURNAROUND_TICKS = 2;
  const PAUSE_TICKS = 8;
  /** To the first byte of an answer: 1.6 s by KMP, 2 s of pause before a 685-382's block. Between bytes: 1.5 s by IEC. */
  const FIRST_BYTE_TICKS = 11;
  const GAP_TICKS = 7;
  /** To the end of an answer: 1 kB at 300 baud takes 34 s. */
  const RESPONSE_TICKS = 160;
  /** Polls without an answer before `auto` looks for another protocol. */
  const MAX_MISSES = 3;
  const NAMES = ['kmp', 'kmp-ascii', 'iec61107'];

  const ring = createRing(RING_BYTES);
  const bytes = ring.bytes;
  const frame = new Uint8Array(RING_BYTES);
  let protocolIndex = NAMES.indexOf(settings.meter as string);
  const auto = protocolIndex < 0;
  let protocol: Protocol;
  // The step of the poll under way (-1 for none), whether its answer is awaited, and how many bytes were sent for it.
  let step = -1;
  let waiting = false;
  let echoBytes = 0;
  // Ticks until the next thing is to be done, until the answer must be whole, and since the poll began.
  let ticksLeft = TURNAROUND_TICKS;
  let responseTicksLeft = 0;
  let pollTicks = 0;
  let tries = 0;
  // Polls without an answer before it is looked for elsewhere.
  let missesLeft = 0;
  // True once a bad answer was counted: then its end is no time-out as well.
  let counted = false;
  // Where each good answer of this poll ends, from the start of the ring's array on; of the last whole poll, in `frame`.
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

  /** Drops bytes of no good answer. As many as were sent are their echo, which a half-duplex head gives or does not. */
  function discard(count: number): void {
    ring.drop(count);
    if (count === echoBytes) {
      link.bytes -= count;
      echoBytes = 0;
    } else link.discarded_bytes += count;
  }

  /** The only way to send: a request by its number. */
  function send(number: number): void {
    ticksLeft = FIRST_BYTE_TICKS;
    responseTicksLeft = RESPONSE_TICKS;
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

  /** Hands all values of the last whole poll on. */
  function forEachValue(visit: ValueVisitor): void {
    let from = 0;
    lastEnds.forEach(function (to) {
      protocol.parseResponse(-1, frame, from, to, visit);
      from = to;
    });
  }

  /** Takes a whole poll over into the reading. */
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
    if (!missesLeft) board.log('meter: it answers by ' + NAMES[protocolIndex] + ' (' + protocol.kind + ')');
    missesLeft = MAX_MISSES;
    const previous = register;
    register = reading.values[ENERGY_IMPORT] + reading.values[ENERGY_EXPORT];
    onPoll(keptBytes, previous >= 0 && register !== previous);
  }

  /** Ends the poll, and waits for the next one; `auto` tries another protocol where none was answered. */
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

  /** Takes what stands from `from` to `to` as the answer, and goes on. */
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

  /** Looks among the bytes that wait for one that begins and ends as the answer does; false if more are needed. */
  function scan(): boolean {
    const head = ring.head;
    const last = bytes.indexOf(delimiter(1), head);
    // Behind an ETX stands the BCC.
    const to = last + (delimiter(1) === 3 ? 2 : 1);
    let from = last;
    if (last < 0 || to > head + ring.held) return false;
    // The last one that may begin it: none stands within one.
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
      // Nobody asked, or it is more than any answer.
      link.discarded_bytes += chunk.length;
      discard(ring.held);
      ring.head = keptBytes;
      return 1;
    }
    ring.write(chunk);
    ticksLeft = max(ticksLeft, GAP_TICKS);
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
