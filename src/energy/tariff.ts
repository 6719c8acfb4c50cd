/**
 * The Norwegian capacity tariff (kapasitetsledd, NVE's "nettleiestruktur" of 2022): a price step by the mean of the month's
 * highest hours, usually three on three different days. Energies are Wh of an hour, which are W as its mean.
 */

import { max, min } from '../text/math.js';
import { dayOf, monthOf } from '../time/civil.js';

/** So many are kept, whatever the setting, so that it may change within a month. */
export const PEAKS_KEPT = 10;

export interface Tariff {
  /** Peaks that count, and of them how many may be of one day. */
  peakCount: number;
  maxPerDay: number;
  /** Upper ends of the steps in W, rising. */
  stepsW: number[];
}

/** The month's highest hours, highest first: Wh (0 is none), then the hours they were. */
export type Peaks = Int32Array;

/** The place whose peak another hour of that day would push out: that of its own day if the day has its number. */
function slotFor(peaks: Peaks, hour: number, maxPerDay: number, peakCount: number): number {
  const day = dayOf(hour);
  let lowest = peakCount - 1;
  for (let i = 0; i < PEAKS_KEPT && peaks[i]; i++) {
    if (dayOf(peaks[PEAKS_KEPT + i]) === day && !--maxPerDay) lowest = min(lowest, i);
  }
  return lowest;
}

/** Takes an hour among the peaks if it is one. Hours come in order; one of another month begins anew. */
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

/** Upper end of the step that the mean of so many peaks falls in, W; 0 above the last. A step's upper end is the next one's. */
export function capacityStepW(sumWh: number, peaks: number, tariff: Tariff): number {
  const steps = tariff.stepsW;
  let i = 0;
  while (i < steps.length && sumWh >= steps[i] * peaks) i++;
  return steps[i] || 0;
}

/**
 * Wh that this hour may use beyond `wh` before the mean of the peaks, this hour's among them, climbs into the next step;
 * -1 above the last step. `n` peaks count by now, of `sumWh` in all.
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
