/**
 * What damage on the line costs. 689 lists, of which one kind of damage hits 69 (10 %): only those may be lost, and no
 * value may be wrong. The stream has no pauses; it ends once.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FLAG, withFcs } from './support/frame.js';
import { concat, hexOf } from './support/hex.js';
import { type Chance, chance } from './support/random.js';
import { createMeter, feed, framesIn, rawValues } from './support/reader.js';
import { wireOf } from './support/vectors.js';

const LISTS = 689;
const HIT = 69;
const CHUNKS = [1, 7, 12, 228, 4096];

const TEMPLATE = wireOf('3ph-10s-new');
/** Where the values of the list stand: powers, currents (4 bytes each) and voltages (2). */
const VALUES_4 = [110, 123, 136, 149, 162, 175, 188];
const VALUES_2 = [201, 212, 223];

/** A list whose values are all chance: any byte may be a 7E. */
function someList(random: Chance): Uint8Array {
  const frame = TEMPLATE.slice();
  for (const at of VALUES_4) frame.set(random.bytes(4), at);
  for (const at of VALUES_2) frame.set(random.bytes(2), at);
  return withFcs(frame);
}

/** The kinds of damage; what each returns is sent in the frame's place. A flag that is lost altogether has its own test. */
const DAMAGES: Record<string, { intact: number; damage(frame: Uint8Array, random: Chance): Uint8Array }> = {
  'no damage': { intact: 689, damage: (frame) => frame },
  'a lost byte': { intact: 620, damage: (frame, random) => without(frame, 1 + random.below(frame.length - 2)) },
  'a flipped bit': { intact: 620, damage: (frame, random) => flipped(frame, random) },
  'a corrupt length': { intact: 620, damage: (frame, random) => changed(frame, 2, 1 + random.below(255)) },
  'a frame cut short': {
    intact: 620,
    damage: (frame, random) => frame.subarray(0, 1 + random.below(frame.length - 2)),
  },
  'noise before a frame': {
    intact: 689,
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

interface Played {
  stream: Uint8Array;
  /** The frames of which a reader must read each one, and no other. */
  readable: Uint8Array[];
}

/** The stream that one kind of damage makes, and what is to be read of it. */
function play(kind: string, seed: number): Played {
  const random = chance(seed);
  const hit = random.pick(HIT, LISTS);
  const frames = Array.from({ length: LISTS }, () => someList(random));
  const { intact, damage } = DAMAGES[kind];
  const stream = concat(frames.map((frame, i) => (hit.has(i) ? damage(frame, random) : frame)));
  return { stream, readable: intact === LISTS ? frames : frames.filter((_, i) => !hit.has(i)) };
}

/** Raw values of each list that was read, as text. */
function listsIn(stream: Uint8Array, chunk: number): string[] {
  const lists: string[] = [];
  const { reader } = createMeter((reading) => lists.push(rawValues(reading).join(' ')));
  feed(reader, stream, chunk);
  reader.flush();
  return lists;
}

/** The same of one frame, straight from its bytes. */
function valuesOf(frame: Uint8Array): string {
  const view = new DataView(frame.buffer, frame.byteOffset);
  const values = VALUES_4.map((at) => view.getUint32(at)).concat(VALUES_2.map((at) => view.getUint16(at)));
  return [...values, ...Array(4).fill(null)].join(' ');
}

const test = suite('damage');

test('the lists hold a raw 7E often enough to be a trial', () => {
  const { readable } = play('no damage', 1);
  const withFlag = readable.filter((frame) => frame.subarray(1, -1).includes(FLAG));
  assert.ok(withFlag.length > 50, `only ${withFlag.length}`);
});

Object.entries(DAMAGES).forEach(([kind, { intact }], index) => {
  test(`${kind}: exactly the ${intact} lists that arrived whole are read, in order, with their values`, () => {
    for (const seed of [10 + index, 20 + index, 30 + index]) {
      const { stream, readable } = play(kind, seed);
      assert.is(readable.length, intact);
      const expected = readable.map(valuesOf);
      for (const chunk of CHUNKS) assert.equal(listsIn(stream, chunk), expected, `seed ${seed}, chunks of ${chunk}`);
    }
  });
});

test('a lost flag costs no list: that of its neighbour serves both', () => {
  const random = chance(3);
  const frames = Array.from({ length: LISTS }, () => someList(random));
  const noClosing = concat(frames.map((frame, i) => (i % 10 === 0 ? frame.subarray(0, -1) : frame)));
  const noOpening = concat(frames.map((frame, i) => (i % 10 === 5 ? frame.subarray(1) : frame)));
  for (const stream of [noClosing, noOpening]) {
    for (const chunk of CHUNKS) assert.equal(framesIn(stream, chunk).frames, frames.map(hexOf), `chunks of ${chunk}`);
  }
});

test('all kinds at once, on every third list, cost those lists at most', () => {
  const random = chance(4);
  const kinds = Object.values(DAMAGES);
  const frames = Array.from({ length: LISTS }, () => someList(random));
  const stream = concat(frames.map((frame, i) => (i % 3 ? frame : kinds[random.below(6)].damage(frame, random))));
  const sent = frames.map(valuesOf);
  for (const chunk of CHUNKS) {
    const read = listsIn(stream, chunk);
    assert.equal(
      read,
      sent.filter((list) => read.includes(list)),
      'in order, each once, none invented',
    );
    sent.forEach((list, i) => {
      if (i % 3) assert.ok(read.includes(list), `list ${i} in chunks of ${chunk}`);
    });
  }
});

test.run();
