/** Energy by hour, day or month: the newest so many, import and export, in arrays that go round. */
import { max, min } from '../text/math.js';

export const IMPORT = 0;
export const EXPORT = 1;

export interface Series {
  size: number;
  /** Index of the newest slot; slots are `index % size`. */
  newest: number;
  /** The index that an hour belongs to. */
  indexOfHour(hour: number): number;
  /** Wh by side and slot; -1 is unknown. */
  wh: [Int32Array, Int32Array];
  /** 1 where the registers did not tell the amount by itself. */
  estimated: Uint8Array;
  /** The index as text, when it began. */
  startText(index: number): string;
  /** What that text is called. */
  startKey: string;
}

/** Makes a series that knows nothing. */
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

/** Goes on (or back) to an index: the slots between, which hold what is long past or never was, are emptied. */
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

/** Adds Wh to an index; one that is no longer kept is passed over. */
export function addWh(series: Series, index: number, side: number, wh: number): void {
  if (index <= series.newest - series.size) return;
  const slot = index % series.size;
  series.wh[side][slot] = max(series.wh[side][slot], 0) + wh;
}

/** Marks the indices from one to another as estimated. */
export function markEstimated(series: Series, from: number, to: number): void {
  for (let i = max(from, series.newest - series.size + 1); i <= to; i++) series.estimated[i % series.size] = 1;
}
