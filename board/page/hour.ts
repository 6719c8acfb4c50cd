/** Forecast and limit of the current hour. Pure. */
import type { Status } from './status.js';

/** How many peaks are averaged in Norway, for devices that do not report it. */
const USUAL_PEAKS = 3;

/** The marks on the bar of the hour, in kWh; null if unknown. */
export interface HourMarks {
  soFar: number | null;
  forecast: number | null;
  limit: number | null;
}

/** Energy so far, forecast, and the limit at which the next step of the capacity tariff begins. */
export function hourMarks(status: Status): HourMarks {
  const soFar = status.hour?.import_kwh ?? null;
  const left = status.hour_left_kwh ?? null;
  const limit = soFar === null || left === null ? null : soFar + left;
  return { soFar, forecast: status.hour?.forecast_kwh ?? null, limit };
}

/**
 * True if the forecast raises the average of the peaks into the next step. False until there are as many peaks as are
 * averaged: with the first hours of a month alone, every house would reach the lowest steps.
 */
export function reachesNextStep(status: Status): boolean {
  const { forecast, limit } = hourMarks(status);
  const count = status.site?.peaks ?? USUAL_PEAKS;
  return (status.peaks?.length ?? 0) >= count && forecast !== null && limit !== null && forecast > limit;
}
