import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DAMAGE_KINDS, damage } from '../../../../board/host/simulator/damage.js';
import { mulberry32 } from '../../../../board/host/simulator/random.js';

const test = suite('simulator damage');

const FRAME = Uint8Array.from({ length: 228 }, (_, i) => (i * 37 + 11) & 255);
const RUNS = 2000;

function bitsThatDiffer(a: Uint8Array, b: Uint8Array): number {
  let bits = 0;
  a.forEach((byte, i) => {
    for (let rest = byte ^ b[i]; rest; rest &= rest - 1) bits++;
  });
  return bits;
}

/** Conditions for each damaged frame, by kind. */
const HOLDS: Record<(typeof DAMAGE_KINDS)[number], (damaged: Uint8Array) => boolean> = {
  none: (damaged) => Buffer.compare(damaged, FRAME) === 0,
  'lose a byte': (damaged) => {
    const lost = FRAME.findIndex((byte, i) => byte !== damaged[i]);
    return damaged.length === 227 && Buffer.compare(damaged.subarray(lost), FRAME.subarray(lost + 1)) === 0;
  },
  'flip a bit': (damaged) => damaged.length === 228 && bitsThatDiffer(damaged, FRAME) === 1,
  'corrupt the length': (damaged) => {
    const mended = damaged.slice();
    mended[2] = FRAME[2];
    return damaged[2] !== FRAME[2] && Buffer.compare(mended, FRAME) === 0;
  },
  'cut short': (damaged) =>
    damaged.length >= 1 && damaged.length < 228 && Buffer.compare(damaged, FRAME.subarray(0, damaged.length)) === 0,
  'preceded by noise': (damaged) => {
    const noise = damaged.length - 228;
    return noise >= 1 && noise <= 39 && Buffer.compare(damaged.subarray(noise), FRAME) === 0;
  },
};

test('there are six kinds, the first is none', () => {
  assert.is(DAMAGE_KINDS[0], 'none');
  assert.equal(DAMAGE_KINDS, Object.keys(HOLDS));
});

for (const kind of DAMAGE_KINDS) {
  test(`'${kind}' does what it says and does not change the given frame`, () => {
    const random = mulberry32(1);
    const before = FRAME.slice();
    for (let i = 0; i < RUNS; i++) assert.ok(HOLDS[kind](damage(kind, random, FRAME)));
    assert.equal(FRAME, before);
  });
}

test('every byte may be lost, and noise has every length from 1 to 39', () => {
  const random = mulberry32(2);
  const cuts = new Set<number>();
  const noises = new Set<number>();
  for (let i = 0; i < 20 * RUNS; i++) {
    cuts.add(damage('cut short', random, FRAME).length);
    noises.add(damage('preceded by noise', random, FRAME).length - FRAME.length);
  }
  assert.is(cuts.size, 227);
  assert.is(noises.size, 39);
});

test('the same seed does the same damage', () => {
  const a = mulberry32(3);
  const b = mulberry32(3);
  for (const kind of DAMAGE_KINDS) assert.equal(damage(kind, a, FRAME), damage(kind, b, FRAME));
});

test.run();
