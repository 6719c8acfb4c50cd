/** Random numbers that are the same in each run. */
import { mulberry32 } from '../../board/host/simulator/random.js';

export interface Chance {
  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number;
  bytes(count: number): Uint8Array;
  /** `count` different whole numbers below `limit`. */
  pick(count: number, limit: number): Set<number>;
}

export function chance(seed: number): Chance {
  const random = mulberry32(seed);

  function below(limit: number): number {
    return Math.floor(random() * limit);
  }

  function pick(count: number, limit: number): Set<number> {
    const picked = new Set<number>();
    while (picked.size < count) picked.add(below(limit));
    return picked;
  }

  return { below, bytes: (count) => Uint8Array.from({ length: count }, () => below(256)), pick };
}
