/** Plays a meter in real time, or so many times faster, byte by byte at the speed of its line. */
import { DAMAGE_KINDS, damage } from './damage.js';
import type { Meter, Push } from './meter.js';
import { mulberry32 } from './random.js';

/** 2400 baud 8N1: ten bits a byte. */
const BYTES_PER_MS = 0.24;
/** What is handed over at once: 50 ms of the line. */
const PIECE_BYTES = 12;
/** Whoever is later than this has been suspended. */
const LATE_MS = 60000;
/** Lists in a row before others get their turn, where time runs faster than the lists can be made. */
const MOST_LISTS_A_TURN = 50;
/** Bytes that a clock's rounding may cost. */
const ROUNDING = 1e-6;

export interface Clock {
  /** Milliseconds of real time, since whenever. */
  now(): number;
  /** Calls back once, after so many ms (0 or more); returns what calls it off. */
  after(ms: number, callback: () => void): () => void;
}

export interface PlayOptions {
  /** How much faster than real time, above 0; the line is faster as well. */
  fast: number;
  /** 0 to 100: how many lists in a hundred are damaged, by chance; each kind in turn. */
  damagePercent: number;
  /** Any 32-bit integer, for the damage. */
  seed: number;
  /** The meter's time at the call, ms since 1970-01-01 UTC: what was due before is not sent. The next push if left out. */
  from?: number;
  /** Sends an hourly list at once, with the registers of the moment: no meter does. */
  hourlyFirst?: boolean;
  /** The computer's own clock if left out. */
  clock?: Clock;
}

/** UTC. Not a monotonic clock: that one stands still while a computer sleeps. */
export const COMPUTER_CLOCK: Clock = {
  now: Date.now,
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Gives each list as it arrives: as it was sent, or damaged. */
function createLine(percent: number, seed: number): (frame: Uint8Array) => Uint8Array {
  const random = mulberry32(seed);
  const kinds = DAMAGE_KINDS.slice(1);
  let turn = 0;
  return (frame) => {
    if (random() * 100 >= percent) return frame;
    return damage(kinds[turn++ % kinds.length], random, frame);
  };
}

/**
 * Starts to play and returns what stops it for good. Every push is timed from the start, so that nothing adds up. If it
 * is more than a minute late, since the computer slept, it goes on in the present: the meter counted, but sent in vain.
 */
export function play(meter: Meter, write: (bytes: Uint8Array) => void, options: PlayOptions): () => void {
  const clock = options.clock ?? COMPUTER_CLOCK;
  const { fast, from = meter.due() } = options;
  const rate = BYTES_PER_MS * fast;
  const arrive = createLine(options.damagePercent, options.seed);
  const origin = clock.now();
  let bytes: Uint8Array = new Uint8Array(0);
  let sent = 0;
  /** Real time at which the first byte of `bytes` begins. */
  let begin = origin;
  let callOff = (): void => {};
  let stopped = false;

  function realTime(utcMs: number): number {
    return origin + (utcMs - from) / fast;
  }

  function take(push: Push, earliest: number): void {
    bytes = arrive(push.bytes);
    sent = 0;
    begin = earliest;
  }

  function takeNext(): void {
    const free = begin + bytes.length / rate;
    const due = realTime(meter.due());
    take(meter.next(), Math.max(due, free));
  }

  function skipTo(now: number): void {
    while (realTime(meter.due()) < now) meter.next();
  }

  /** Writes what has come over the line by now. */
  function writeDue(now: number): void {
    const count = Math.floor((now - begin) * rate + ROUNDING);
    const to = count >= bytes.length ? bytes.length : count - (count % PIECE_BYTES);
    if (to <= sent) return;
    const piece = bytes.subarray(sent, to);
    sent = to;
    write(piece);
  }

  function run(): void {
    const now = clock.now();
    if (now - begin - sent / rate > LATE_MS) {
      skipTo(now);
      takeNext();
    }
    for (let lists = 0; lists < MOST_LISTS_A_TURN && !stopped; lists++) {
      writeDue(now);
      if (sent < bytes.length) break;
      takeNext();
    }
    if (stopped) return;
    const next = begin + Math.min(bytes.length, sent + PIECE_BYTES) / rate;
    callOff = clock.after(Math.max(0, next - now), run);
  }

  skipTo(origin);
  if (options.hourlyFirst) take(meter.hourly(), origin);
  else takeNext();
  run();

  return () => {
    stopped = true;
    callOff();
  };
}
