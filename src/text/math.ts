/** Under names of their own: the interpreter finds `Math` only behind all names of the firmware, and each use costs bytes. */
export const floor = Math.floor;
export const max = Math.max;
export const min = Math.min;

/** To the nearest whole number, halves up. */
export function round(value: number): number {
  return floor(value + 0.5);
}
