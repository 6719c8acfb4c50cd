import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRing, type Ring } from '../../src/bytes/ring.js';

const SIZE = 8;

/** The buffered bytes, oldest first. */
function waiting(ring: Ring): number[] {
  return Array.from({ length: ring.held }, (_, i) => ring.array[(ring.head + i) & ring.mask]);
}

function expectState(ring: Ring, head: number, bytes: number[]): void {
  assert.is(ring.head, head, 'head');
  assert.is(ring.held, bytes.length, 'held');
  assert.equal(waiting(ring), bytes);
}

/** An empty ring of 8 bytes with its head at `head`. */
function emptyRingAt(head: number): Ring {
  const ring = createRing(SIZE);
  ring.write(new Uint8Array(head));
  ring.drop(head);
  return ring;
}

const ring = suite('ring');

ring('a new ring is empty, and its mask turns positions into indexes', () => {
  const it = createRing(SIZE);
  assert.is(it.array.length, SIZE);
  assert.is(it.mask, 7);
  expectState(it, 0, []);
});

ring('bytes are kept in order, and dropped from the oldest on', () => {
  const it = createRing(SIZE);
  assert.is(it.write(Uint8Array.of(1, 2, 3)), 0);
  expectState(it, 0, [1, 2, 3]);
  assert.is(it.write(Uint8Array.of(4)), 0);
  expectState(it, 0, [1, 2, 3, 4]);
  it.drop(2);
  expectState(it, 2, [3, 4]);
  it.drop(2);
  expectState(it, 4, []);
});

ring('an empty chunk changes nothing', () => {
  const it = emptyRingAt(5);
  assert.is(it.write(new Uint8Array(0)), 0);
  expectState(it, 5, []);
});

ring('a chunk continues at the start of the array when it reaches the end', () => {
  const it = emptyRingAt(6);
  assert.is(it.write(Uint8Array.of(1, 2, 3, 4)), 0);
  expectState(it, 6, [1, 2, 3, 4]);
  assert.equal(Array.from(it.array.subarray(0, 2)), [3, 4]);
  it.drop(3);
  expectState(it, 1, [4]);
});

ring('after a chunk that ends exactly at the end of the array, the next one begins at its start', () => {
  const it = emptyRingAt(5);
  it.write(Uint8Array.of(1, 2, 3));
  expectState(it, 5, [1, 2, 3]);
  it.write(Uint8Array.of(4));
  expectState(it, 5, [1, 2, 3, 4]);
  assert.is(it.array[0], 4);
});

ring('a chunk as long as the ring fits, wherever the head is', () => {
  for (let head = 0; head < SIZE; head++) {
    const it = emptyRingAt(head);
    assert.is(it.write(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)), 0);
    expectState(it, head, [1, 2, 3, 4, 5, 6, 7, 8]);
  }
});

ring('a full ring drops the oldest bytes and returns how many', () => {
  const it = createRing(SIZE);
  it.write(Uint8Array.of(1, 2, 3, 4, 5, 6));
  assert.is(it.write(Uint8Array.of(7, 8, 9)), 1);
  expectState(it, 1, [2, 3, 4, 5, 6, 7, 8, 9]);
  assert.is(it.write(Uint8Array.of(10, 11)), 2);
  expectState(it, 3, [4, 5, 6, 7, 8, 9, 10, 11]);
});

ring('a chunk as long as the ring replaces everything in it', () => {
  const it = emptyRingAt(3);
  it.write(Uint8Array.of(91, 92, 93));
  assert.is(it.write(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)), 3);
  expectState(it, 6, [1, 2, 3, 4, 5, 6, 7, 8]);
});

ring('a copy has the oldest bytes, also across the wrap, and leaves them in the ring', () => {
  for (let head = 0; head < SIZE; head++) {
    const it = emptyRingAt(head);
    it.write(Uint8Array.of(1, 2, 3, 4, 5, 6));
    const target = new Uint8Array(SIZE).fill(99);
    it.copy(target, 5);
    assert.equal(Array.from(target), [1, 2, 3, 4, 5, 99, 99, 99], `head ${head}`);
    expectState(it, head, [1, 2, 3, 4, 5, 6]);
  }
});

ring('a long run of writes and drops agrees with a plain list', () => {
  const it = createRing(SIZE);
  let list: number[] = [];
  for (let turn = 0; turn < 500; turn++) {
    const chunk = Array.from({ length: (turn * 5) % 9 }, (_, i) => (turn + i) & 255);
    const lost = Math.max(0, list.length + chunk.length - SIZE);
    assert.is(it.write(Uint8Array.from(chunk)), lost);
    list = list.concat(chunk).slice(lost);
    assert.equal(waiting(it), list);
    const count = Math.min(list.length, (turn * 3) % 7);
    it.drop(count);
    list = list.slice(count);
    assert.equal(waiting(it), list);
  }
});

ring.run();
