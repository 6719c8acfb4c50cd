/** Import and export of the newest hours, days or months, in circular arrays. */
import { max, min } from '../text/math.js';

/** Sides of the energy. */
export const IMPORT = 0;
export const EXPORT = 1;

/** The newest `size` hours, days or months. An index is their number, as counted in src/time/civil. */
export interface Series {
  size: number;
  /** The newest index. The slot of an index is `index % size`. */
  newest: number;
  /** The index of an hour. */
  indexOfHour(hour: number): number;
  /** Wh by side and slot; -1 if unknown. */
  wh: [Int32Array, Int32Array];
  /** 1 by slot if the registers did not settle the energy alone. */
  estimated: Uint8Array;
  /** When an index began, as text. */
  startText(index: number): string;
  /** The key of that text in `/history`. */
  startKey: string;
}

/** Creates a series in which nothing is known. */
export function createSeries(
  size: number,
  startKey: string,
  indexOfHour: (hour: number) => number,
  startText: (index: number) => string,
): Series {
  const wh: [Int32Array, Int32Array] = [new Int32Array(size), new Int32Array(size)];
  wh[0].fill(-1);
  wh[1].fill(-1);
  return { size, newest: 0, indexOfHour, wh, estimated: new Uint8Array(size), startText, startKey };
}

/** Makes an index the newest one, and empties the slots between it and the previous one, forwards or backwards. */
export function moveTo(series: Series, index: number): void {
  const to = max(index, series.newest);
  const from = max(min(index, series.newest) + 1, to - series.size + 1);
  for (let i = from; i <= to; i++) {
    const slot = i % series.size;
    series.wh[0][slot] = series.wh[1][slot] = -1;
    series.estimated[slot] = 0;
  }
  series.newest = index;
}

/** Adds Wh to an index, unless it no longer has a slot. */
export function addWh(series: Series, index: number, side: number, wh: number): void {
  if (index <= series.newest - series.size) return;
  const slot = index % series.size;
  series.wh[side][slot] = max(series.wh[side][slot], 0) + wh;
}

/** Marks the indexes `from` to `to` as estimated. */
export function markEstimated(series: Series, from: number, to: number): void {
  for (let i = max(from, series.newest - series.size + 1); i <= to; i++) series.estimated[i % series.size] = 1;
}
