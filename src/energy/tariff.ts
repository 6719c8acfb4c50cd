/**
 * The Norwegian capacity tariff (kapasitetsledd, NVE's "nettleiestruktur" of 2022): the mean of the month's highest hours,
 * usually three on three different days, decides the price step. The Wh of an hour equal its mean power in W.
 */

import { max, min } from '../text/math.js';
import { dayOf, monthOf } from '../time/civil.js';

/** Peaks that are kept, regardless of the setting, so that it may change within a month. */
export const PEAKS_KEPT = 10;

/** The terms of the tariff, from the settings. */
export interface Tariff {
  /** The number of peaks to average, and how many of them may fall on one day. */
  peakCount: number;
  maxPerDay: number;
  /** Upper limits of the steps in W, rising. */
  stepsW: number[];
}

/** The month's highest hours, highest first: `PEAKS_KEPT` times Wh (0 for none), then the hours. */
export type Peaks = Int32Array;

/** The index of the peak that another hour of that day would replace: one of its own day if the day is full. */
function slotFor(peaks: Peaks, hour: number, maxPerDay: number, peakCount: number): number {
  const day = dayOf(hour);
  let lowest = peakCount - 1;
  for (let i = 0; i < PEAKS_KEPT && peaks[i]; i++) {
    if (dayOf(peaks[PEAKS_KEPT + i]) === day && !--maxPerDay) lowest = min(lowest, i);
  }
  return lowest;
}

/** Adds an hour to the peaks if it is one. Hours must come in order; the first of a month clears the peaks. */
export function addHour(peaks: Peaks, hour: number, wh: number, tariff: Tariff): void {
  if (peaks[0] && monthOf(peaks[PEAKS_KEPT]) !== monthOf(hour)) peaks.fill(0);
  let i = slotFor(peaks, hour, tariff.maxPerDay, PEAKS_KEPT);
  if (wh <= peaks[i]) return;
  for (; i > 0 && peaks[i - 1] < wh; i--) {
    peaks[i] = peaks[i - 1];
    peaks[PEAKS_KEPT + i] = peaks[PEAKS_KEPT + i - 1];
  }
  peaks[i] = wh;
  peaks[PEAKS_KEPT + i] = hour;
}

/** The upper limit in W of the step for the mean of `peaks` peaks; 0 above the last step. A mean at a limit is in the next step. */
export function capacityStepW(sumWh: number, peaks: number, tariff: Tariff): number {
  const steps = tariff.stepsW;
  let i = 0;
  while (i < steps.length && sumWh >= steps[i] * peaks) i++;
  return steps[i] || 0;
}

/**
 * The Wh that this hour may still import, beyond `wh`, before the mean of the peaks including this hour reaches the next
 * step; -1 above the last step. So far `count` peaks count, with `sumWh` in total.
 */
export function remainingWh(
  peaks: Peaks,
  count: number,
  sumWh: number,
  hour: number,
  wh: number,
  tariff: Tariff,
): number {
  const replacedWh = peaks[slotFor(peaks, hour, tariff.maxPerDay, tariff.peakCount)];
  const others = sumWh - replacedWh;
  const countAfter = replacedWh ? count : count + 1;
  const stepW = capacityStepW(others + max(wh, replacedWh), countAfter, tariff);
  return stepW ? stepW * countAfter - others - wh : -1;
}
