/** Pseudo-random numbers that are the same for the same seed, so that each simulation can be repeated. */

/** Returns the next number, from 0 up to but not including 1. */
export type Random = () => number;

const UINT32 = 4294967296;

/** Mixes the bits of a 32-bit integer, so that neighbours are uncorrelated (the finalizer of MurmurHash3). */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** Makes a sequence of numbers from a seed, any 32-bit integer (Tommy Ettinger's mulberry32). */
export function mulberry32(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / UINT32;
  };
}

/** The random number, from 0 up to but not including 1, of three integers; without state. */
export function hash(seed: number, a: number, b: number): number {
  return (mix(mix(mix(seed) + Math.imul(a, 0x9e3779b1)) + Math.imul(b, 0x7feb352d)) >>> 0) / UINT32;
}

/** A number from 0 to 1 that varies smoothly with `x`, by about one rise or fall per unit of `x`. */
export function wander(seed: number, channel: number, x: number): number {
  const whole = Math.floor(x);
  const part = x - whole;
  const before = hash(seed, channel, whole);
  return before + (hash(seed, channel, whole + 1) - before) * part * part * (3 - 2 * part);
}
