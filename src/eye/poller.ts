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
import { createIec } from './iec61107.js';
import { createKmp } from './kmp.js';
import { createKmpAscii } from './kmp-ascii.js';
import { registersText, takePoll } from './poll-values.js';
import { BAD, GOOD, type Protocol, STRANGE, type Tell } from './protocol.js';
import { NOTHING, requestBytes } from './requests.js';

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
  const TURN_TICKS = 2;
  const PAUSE_TICKS = 8;
  /** To the first byte of an answer: 1.6 s by KMP, 2 s of pause before a 685-382's block. Between bytes: 1.5 s by IEC. */
  const REACTION_TICKS = 11;
  const GAP_TICKS = 7;
  /** To the end of an answer: 1 kB at 300 baud takes 34 s. */
  const ANSWER_TICKS = 160;
  /** Polls without an answer before `auto` looks for another protocol. */
  const MOST_MISSES = 3;
  const NAMES = ['kmp', 'kmp-ascii', 'iec61107'];

  const ring = createRing(RING_BYTES);
  const bytes = ring.bytes;
  const frame = new Uint8Array(RING_BYTES);
  let turn = NAMES.indexOf(settings.meter as string);
  const auto = turn < 0;
  let protocol: Protocol;
  // The step of the poll under way (-1 for none), whether its answer is awaited, and how many bytes were sent for it.
  let step = -1;
  let waits = false;
  let echo = 0;
  // Ticks until the next thing is to be done, until the answer must be whole, and since the poll began.
  let left = TURN_TICKS;
  let limit = 0;
  let since = 0;
  let tries = 0;
  // Polls without an answer before it is looked for elsewhere.
  let patience = 0;
  // True once a bad answer was counted: then its end is no time-out as well.
  let bad = false;
  // Where each good answer of this poll ends, from the start of the ring's array on; of the last whole poll, in `frame`.
  let ends: number[] = [];
  let whole = ends;
  let kept = 0;
  let register = -1;

  function choose(): void {
    const make = [createKmp, createKmpAscii, createIec][turn];
    protocol = make();
    whole = [];
  }

  function periodTicks(): number {
    return ((settings.poll_s as number) || protocol.periodS) * (1000 / TICK_MS);
  }

  function mark(last: number): number {
    return protocol.marks.charCodeAt(((step * 2) % protocol.marks.length) + last);
  }

  /** Drops bytes of no good answer. As many as were sent are their echo, which a half-duplex head gives or does not. */
  function discard(count: number): void {
    ring.drop(count);
    if (count === echo) {
      link.bytes -= count;
      echo = 0;
    } else link.discarded_bytes += count;
  }

  /** The only way to send: a request by its number. */
  function send(number: number): void {
    left = REACTION_TICKS;
    limit = ANSWER_TICKS;
    waits = true;
    bad = false;
    if (number === NOTHING) return;
    echo = 0;
    discard(ring.held);
    ring.head = kept;
    const request = requestBytes(number);
    echo = request.length;
    board.uart.write(request, step ? protocol.nextBaud : 0);
  }

  function begin(): void {
    step = 0;
    kept = 0;
    ends = [];
    board.uart.setLine(protocol.line);
  }

  /** Hands all values of the last whole poll on. */
  function tellAll(tell: Tell): void {
    let from = 0;
    whole.forEach(function (to) {
      protocol.readAnswer(-1, frame, from, to, tell);
      from = to;
    });
  }

  /** Takes a whole poll over into the reading. */
  function take(): void {
    whole = ends;
    frame.set(bytes.subarray(0, kept));
    takePoll(reading, tellAll);
    reading.protocol = NAMES[turn];
    reading.layout = protocol.kind;
    if (reading.known.indexOf(1) < 0) {
      link.unknown_lists++;
      return;
    }
    link.lists++;
    if (!patience) board.log('meter: it answers by ' + NAMES[turn] + ' (' + protocol.kind + ')');
    patience = MOST_MISSES;
    const before = register;
    register = reading.values[ENERGY_IMPORT] + reading.values[ENERGY_EXPORT];
    onPoll(kept, before >= 0 && register !== before);
  }

  /** Ends the poll, and waits for the next one; `auto` tries another protocol where none was answered. */
  function end(good: boolean): void {
    step = -1;
    left = max(PAUSE_TICKS, periodTicks() - since);
    if (good) take();
    else if (patience) patience--;
    if (auto && !good && !patience) {
      turn = (turn + 1) % NAMES.length;
      left = PAUSE_TICKS;
      choose();
    }
  }

  function fail(): void {
    if (!bad) link.timeouts++;
    discard(ring.held);
    waits = false;
    left = PAUSE_TICKS;
    if (step > 4) end(true);
    else if (tries++) end(false);
    else if (protocol.marks.length > 2) begin();
  }

  /** Takes what stands from `from` to `to` as the answer, and goes on. */
  function accept(from: number, to: number): void {
    ring.drop(to - from);
    bytes.set(bytes.subarray(from, to), kept);
    kept += to - from;
    ends.push(kept);
    link.frames++;
    waits = false;
    left = TURN_TICKS;
    const next = protocol.requests[++step];
    if (next === NOTHING) send(next);
    else if (!(next >= 0)) end(true);
    if (protocol.marks.length < 3) tries = 0;
  }

  /** Looks among the bytes that wait for one that begins and ends as the answer does; false if more are needed. */
  function scan(): boolean {
    const head = ring.head;
    const last = bytes.indexOf(mark(1), head);
    // Behind an ETX stands the BCC.
    const to = last + (mark(1) === 3 ? 2 : 1);
    let from = last;
    if (last < 0 || to > head + ring.held) return false;
    // The last one that may begin it: none stands within one.
    while (from >= head && bytes[from] !== mark(0)) from--;
    const verdict = from < head ? STRANGE : protocol.readAnswer(step, bytes, from, to, function () {});
    if (verdict === GOOD) {
      discard(from - head);
      accept(from, to);
      return true;
    }
    if (verdict === BAD) {
      link.fcs_errors++;
      bad = true;
    }
    discard(to - head);
    return true;
  }

  function receive(chunk: Uint8Array): number {
    link.bytes += chunk.length;
    if (!waits || ring.head + ring.held + chunk.length >= RING_BYTES) {
      // Nobody asked, or it is more than any answer.
      link.discarded_bytes += chunk.length;
      discard(ring.held);
      ring.head = kept;
      return 1;
    }
    ring.write(chunk);
    left = max(left, GAP_TICKS);
    while (waits && ring.held) if (!scan()) return 1;
    return 1;
  }

  function tick(): void {
    since++;
    if (waits && --limit < 0) left = 0;
    if (--left > 0) return;
    if (waits) fail();
    else {
      if (step < 0) {
        since = 0;
        tries = 0;
        begin();
      }
      send(protocol.requests[step]);
    }
  }

  function registers(): string {
    return registersText(reading, tellAll);
  }

  function periodMs(): number {
    return periodTicks() * TICK_MS;
  }

  turn = max(turn, 0);
  choose();
  return { frame, receive, tick, registers, periodMs };
}
