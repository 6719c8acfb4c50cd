/** Plays a meter that pushes lists, in real time or faster, byte by byte at the speed of its line. */
import { DAMAGE_KINDS, damage } from './damage.js';
import type { Meter, Push } from './meter.js';
import { mulberry32 } from './random.js';

/** 2400 baud 8N1: ten bits per byte. */
const BYTES_PER_MS = 0.24;
/** Bytes per write: 50 ms of the line. */
const PIECE_BYTES = 12;
/** If it is later than this, the computer was suspended. */
const LATE_MS = 60000;
/** Lists per turn of the event loop, in case time runs faster than lists can be made. */
const MAX_LISTS_PER_TURN = 50;
/** Bytes by which rounding of the clock may be off. */
const ROUNDING = 1e-6;

export interface Clock {
  /** Milliseconds of real time, from any origin. */
  now(): number;
  /** Calls back once, after `ms` (0 or more); returns a function that cancels it. */
  after(ms: number, callback: () => void): () => void;
}

export interface PlayOptions {
  /** How much faster than real time, above 0; applies to the line too. */
  fast: number;
  /** Percentage of the lists that are damaged, 0 to 100; chosen at random, each kind of damage in turn. */
  damagePercent: number;
  /** Any 32-bit integer, for the damage. */
  seed: number;
  /**
   * The meter's time at the start, ms since 1970-01-01 UTC; pushes due earlier are not sent. The time of the next push
   * if left out.
   */
  from?: number;
  /** First sends an hourly list with the registers of the moment, which no real meter does. */
  hourlyFirst?: boolean;
  /** The computer's own clock if left out. */
  clock?: Clock;
}

/** UTC. Not a monotonic clock, which stops while a computer sleeps. */
export const COMPUTER_CLOCK: Clock = {
  now: Date.now,
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Returns each list as it arrives: unchanged or damaged. */
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
 * Starts to play and returns a function that stops it. Every push is timed from the start, so errors do not accumulate.
 * If it is more than a minute late because the computer slept, it continues with the present: the meter counted
 * meanwhile, but its lists are lost.
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
  let cancel = (): void => {};
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

  /** Writes the bytes that have passed the line by `now`. */
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
    for (let lists = 0; lists < MAX_LISTS_PER_TURN && !stopped; lists++) {
      writeDue(now);
      if (sent < bytes.length) break;
      takeNext();
    }
    if (stopped) return;
    const next = begin + Math.min(bytes.length, sent + PIECE_BYTES) / rate;
    cancel = clock.after(Math.max(0, next - now), run);
  }

  skipTo(origin);
  if (options.hourlyFirst) take(meter.hourly(), origin);
  else takeNext();
  run();

  return () => {
    stopped = true;
    cancel();
  };
}
