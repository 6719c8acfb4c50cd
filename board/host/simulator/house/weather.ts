/** The weather at a house near Oslo, as a function of time and seed alone. */
import { wander } from '../random.js';

export const DAY_MS = 86400000;
const HOUR_MS = 3600000;
const YEAR_DAYS = 365.2425;

const LATITUDE = (60 * Math.PI) / 180;
/** Solar noon at 10.75 degrees east is 12:17 in UTC+1. */
const SOLAR_NOON = 12.28;
const TILT = (23.44 * Math.PI) / 180;
/** Share of the sunlight that passes one air mass. */
const CLEAR_AIR = 0.72;

// Channels of the random numbers.
const TEMPERATURE = 1;
const COVER = 2;
const CLOUDS = 3;

/** Phase of the year in radians, 0 at midwinter (21 December). */
function yearAngle(civilMs: number): number {
  return (2 * Math.PI * ((civilMs / DAY_MS + 10) % YEAR_DAYS)) / YEAR_DAYS;
}

function hourOf(civilMs: number): number {
  return (civilMs % DAY_MS) / HOUR_MS;
}

/** 1 at midwinter, 0 at midsummer. */
export function winter(civilMs: number): number {
  return 0.5 + 0.5 * Math.cos(yearAngle(civilMs));
}

/** Outdoor temperature in degrees Celsius, about -22 to 32; lowest a month after midwinter, and before sunrise. */
export function temperature(civilMs: number, seed: number): number {
  const season = -11 * Math.cos(yearAngle(civilMs - 30 * DAY_MS));
  const day = 3.5 * Math.cos((2 * Math.PI * (hourOf(civilMs) - 15)) / 24);
  const weather = 14 * (wander(seed, TEMPERATURE, civilMs / (2.5 * DAY_MS)) - 0.5);
  return 6 + season + day + weather;
}

/** Sunlight on a flat roof as a share of the maximum, 0 to 1: from the sun's height, the air mass and passing clouds. */
export function sunlight(civilMs: number, seed: number): number {
  const declination = -TILT * Math.cos(yearAngle(civilMs));
  const hourAngle = ((hourOf(civilMs) - SOLAR_NOON) * Math.PI) / 12;
  const height =
    Math.sin(LATITUDE) * Math.sin(declination) + Math.cos(LATITUDE) * Math.cos(declination) * Math.cos(hourAngle);
  if (height <= 0) return 0;
  const clear = height * Math.pow(CLEAR_AIR, Math.pow(1 / (height + 0.02), 0.68));
  const cover = wander(seed, COVER, civilMs / (0.6 * DAY_MS));
  return clear * (1 - cover * (0.3 + 0.6 * wander(seed, CLOUDS, civilMs / (6 * 60000))));
}
