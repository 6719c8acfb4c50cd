/** Streams of lists damaged on the line, and the lists that a reader must find in them. */
import { withFcs } from './frame.js';
import { concat } from './hex.js';
import { type Chance, chance } from './random.js';
import { createMeter, feed, rawValues } from './reader.js';
import { wireOf } from './vectors.js';

export const LISTS = 689;

const TEMPLATE = wireOf('3ph-10s-new');
/** Offsets of the values of the list: powers, currents (4 bytes each) and voltages (2). */
const VALUES_4 = [110, 123, 136, 149, 162, 175, 188];
const VALUES_2 = [201, 212, 223];

/** A list with random values: any byte may be a 7E. */
export function someList(random: Chance): Uint8Array {
  const frame = TEMPLATE.slice();
  for (const at of VALUES_4) frame.set(random.bytes(4), at);
  for (const at of VALUES_2) frame.set(random.bytes(2), at);
  return withFcs(frame);
}

export interface Damage {
  /** True if the frame can no longer be read. */
  spoils: boolean;
  /** The bytes sent instead of the frame. */
  damage(frame: Uint8Array, random: Chance): Uint8Array;
}

/** The six kinds of damage. A lost flag has its own test. */
export const DAMAGES: Record<string, Damage> = {
  'no damage': { spoils: false, damage: (frame) => frame },
  'a lost byte': { spoils: true, damage: (frame, random) => without(frame, 1 + random.below(frame.length - 2)) },
  'a flipped bit': { spoils: true, damage: (frame, random) => flipped(frame, random) },
  'a corrupt length': { spoils: true, damage: (frame, random) => changed(frame, 2, 1 + random.below(255)) },
  'a frame cut short': {
    spoils: true,
    damage: (frame, random) => frame.subarray(0, 1 + random.below(frame.length - 2)),
  },
  'noise before a frame': {
    spoils: false,
    damage: (frame, random) => concat([random.bytes(1 + random.below(39)), frame]),
  },
};

function without(frame: Uint8Array, at: number): Uint8Array {
  return concat([frame.subarray(0, at), frame.subarray(at + 1)]);
}

function changed(frame: Uint8Array, at: number, bits: number): Uint8Array {
  const copy = frame.slice();
  copy[at] ^= bits;
  return copy;
}

function flipped(frame: Uint8Array, random: Chance): Uint8Array {
  return changed(frame, random.below(frame.length), 1 << random.below(8));
}

export interface Played {
  stream: Uint8Array;
  /** All frames, as they were sent. */
  sent: Uint8Array[];
  /** The frames that a reader must read, and no others. */
  readable: Uint8Array[];
}

/** A stream in which one kind of damage hits so many of the lists, and the frames to be read from it. */
export function play(kind: string, seed: number, hits: number): Played {
  const random = chance(seed);
  const hit = random.pick(hits, LISTS);
  const frames = Array.from({ length: LISTS }, () => someList(random));
  const { spoils, damage } = DAMAGES[kind];
  const stream = concat(frames.map((frame, i) => (hit.has(i) ? damage(frame, random) : frame)));
  return { stream, sent: frames, readable: spoils ? frames.filter((_, i) => !hit.has(i)) : frames };
}

/** Raw values of each list that was read, as text. */
export function listsIn(stream: Uint8Array, chunk: number): string[] {
  const lists: string[] = [];
  const { reader } = createMeter((reading) => lists.push(rawValues(reading).join(' ')));
  feed(reader, stream, chunk);
  reader.flush();
  return lists;
}

/** The same of one frame, straight from its bytes. */
export function valuesOf(frame: Uint8Array): string {
  const view = new DataView(frame.buffer, frame.byteOffset);
  const values = VALUES_4.map((at) => view.getUint32(at)).concat(VALUES_2.map((at) => view.getUint16(at)));
  return [...values, ...Array(4).fill(null)].join(' ');
}
