/** Aliases of `Math`, which Espruino finds only after searching all names of the firmware; they also save bytes in the bundle. */
export const floor = Math.floor;
export const max = Math.max;
export const min = Math.min;

/** The nearest whole number; halves are rounded up. */
export function round(value: number): number {
  return floor(value + 0.5);
}
