/**
 * The cost of damage on the line: of 689 lists one kind of damage hits 69 (10 %). Only those may be lost, and no
 * value may be wrong. The stream has no pauses; it ends once.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DAMAGES, LISTS, listsIn, play, someList, valuesOf } from '../support/damage.js';
import { FLAG } from '../support/frame.js';
import { concat, hexOf } from '../support/hex.js';
import { chance } from '../support/random.js';
import { framesIn } from '../support/reader.js';

const HIT = 69;
const CHUNKS = [1, 7, 12, 228, 4096];

const test = suite('damage');

test('the lists contain a raw 7E often enough for a meaningful test', () => {
  const { readable } = play('no damage', 1, HIT);
  const withFlag = readable.filter((frame) => frame.subarray(1, -1).includes(FLAG));
  assert.ok(withFlag.length > 50, `only ${withFlag.length}`);
});

Object.entries(DAMAGES).forEach(([kind, { spoils }], index) => {
  const intact = spoils ? LISTS - HIT : LISTS;
  test(`${kind}: exactly the ${intact} intact lists are read, in order, with their values`, () => {
    for (const seed of [10 + index, 20 + index, 30 + index]) {
      const { stream, readable } = play(kind, seed, HIT);
      assert.is(readable.length, intact);
      const expected = readable.map(valuesOf);
      for (const chunk of CHUNKS) assert.equal(listsIn(stream, chunk), expected, `seed ${seed}, chunks of ${chunk}`);
    }
  });
});

test('a lost flag costs no list: the flag of the next frame serves both', () => {
  const random = chance(3);
  const frames = Array.from({ length: LISTS }, () => someList(random));
  const noClosing = concat(frames.map((frame, i) => (i % 10 === 0 ? frame.subarray(0, -1) : frame)));
  const noOpening = concat(frames.map((frame, i) => (i % 10 === 5 ? frame.subarray(1) : frame)));
  for (const stream of [noClosing, noOpening]) {
    for (const chunk of CHUNKS) assert.equal(framesIn(stream, chunk).frames, frames.map(hexOf), `chunks of ${chunk}`);
  }
});

test('all kinds at once, on every third list, cost at most those lists', () => {
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
