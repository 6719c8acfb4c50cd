/**
 * A first-in first-out ring buffer of bytes in one fixed array, with one writer and one reader:
 *   bytes[(head + i) & mask] for 0 <= i < held are the buffered bytes, oldest first;
 *   `held` is at most the size; a byte written to a full ring overwrites the oldest.
 */
export interface Ring {
  /** The array itself, `size` bytes, for native searches and copies. */
  readonly array: Uint8Array;
  /** `size - 1`: turns a position into an index. */
  readonly mask: number;
  /** Index of the oldest byte, 0 to `mask`. */
  head: number;
  /** Number of buffered bytes, 0 to `size`. */
  held: number;
  /** Stores a chunk of at most `size` bytes and returns how many old bytes it overwrote. */
  write(chunk: Uint8Array): number;
  /** Drops the `count` oldest bytes; `count` is at most `held`. */
  drop(count: number): void;
  /** Copies the `count` oldest bytes to the start of `target`; they stay in the ring. */
  copy(target: Uint8Array, count: number): void;
}

/** Creates a ring of `size` bytes, a power of two. All its memory is allocated here. */
export function createRing(size: number): Ring {
  const array = new Uint8Array(size);
  const mask = size - 1;

  function write(chunk: Uint8Array): number {
    const count = chunk.length;
    const at = (ring.head + ring.held) & mask;
    const first = size - at;
    if (count <= first) array.set(chunk, at);
    else {
      array.set(chunk.subarray(0, first), at);
      array.set(chunk.subarray(first), 0);
    }
    ring.held += count;
    const lost = ring.held - size;
    if (lost <= 0) return 0;
    drop(lost);
    return lost;
  }

  function drop(count: number): void {
    ring.head = (ring.head + count) & mask;
    ring.held -= count;
  }

  function copy(target: Uint8Array, count: number): void {
    const first = size - ring.head;
    if (count <= first) target.set(array.subarray(ring.head, ring.head + count));
    else {
      target.set(array.subarray(ring.head));
      target.set(array.subarray(0, count - first), first);
    }
  }

  const ring: Ring = { array, mask, head: 0, held: 0, write, drop, copy };
  return ring;
}
