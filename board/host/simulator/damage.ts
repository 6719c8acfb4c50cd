/** Damage to frames on the line, in five kinds, and none. */
import type { Random } from './random.js';

const LENGTH_BYTE = 2;
const MAX_NOISE_BYTES = 39;

/** A whole number from 0 up to but not including `limit`. */
function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

function loseByte(random: Random, frame: Uint8Array): Uint8Array {
  const lost = below(random, frame.length);
  return frame.filter((_, index) => index !== lost);
}

function flipBit(random: Random, frame: Uint8Array): Uint8Array {
  const damaged = frame.slice();
  damaged[below(random, frame.length)] ^= 1 << below(random, 8);
  return damaged;
}

function corruptLength(random: Random, frame: Uint8Array): Uint8Array {
  const damaged = frame.slice();
  damaged[LENGTH_BYTE] ^= 1 + below(random, 255);
  return damaged;
}

function cutShort(random: Random, frame: Uint8Array): Uint8Array {
  return frame.slice(0, 1 + below(random, frame.length - 1));
}

function precedeByNoise(random: Random, frame: Uint8Array): Uint8Array {
  const noise = 1 + below(random, MAX_NOISE_BYTES);
  const damaged = new Uint8Array(noise + frame.length);
  for (let i = 0; i < noise; i++) damaged[i] = below(random, 256);
  damaged.set(frame, noise);
  return damaged;
}

const DAMAGES = {
  none: (_: Random, frame: Uint8Array): Uint8Array => frame.slice(),
  'lose a byte': loseByte,
  'flip a bit': flipBit,
  'corrupt the length': corruptLength,
  'cut short': cutShort,
  'preceded by noise': precedeByNoise,
};

export type DamageKind = keyof typeof DAMAGES;

/** All kinds; the first is `none`. */
export const DAMAGE_KINDS = Object.keys(DAMAGES) as DamageKind[];

/** A copy of the frame (3 bytes or more) with this kind of damage. */
export function damage(kind: DamageKind, random: Random, frame: Uint8Array): Uint8Array {
  return DAMAGES[kind](random, frame);
}
