/** What the hour under way comes to. Pure. */
import type { Status } from './status.js';

/** So many peaks are averaged in Norway, where the device does not tell. */
const USUAL_PEAKS = 3;

/** What the bar of the hour shows, in kWh; null where it is not known. */
export interface HourMarks {
  soFar: number | null;
  forecast: number | null;
  limit: number | null;
}

/** So far, forecast, and where the next step of the capacity tariff begins. */
export function hourMarks(status: Status): HourMarks {
  const soFar = status.hour?.import_kwh ?? null;
  const left = status.hour_left_kwh ?? null;
  const limit = soFar === null || left === null ? null : soFar + left;
  return { soFar, forecast: status.hour?.forecast_kwh ?? null, limit };
}

/**
 * True if the forecast lifts the mean of the peaks into the next step. Not before as many peaks stand as are averaged: the mean of
 * a month's first hours is no month's, and any house would reach the lowest steps with them.
 */
export function reachesNextStep(status: Status): boolean {
  const { forecast, limit } = hourMarks(status);
  const places = status.site?.peaks ?? USUAL_PEAKS;
  return (status.peaks?.length ?? 0) >= places && forecast !== null && limit !== null && forecast > limit;
}
