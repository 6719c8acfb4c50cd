/** Readings without a frame, with given values. */

import { createReading, type Reading } from '../../src/reading/reading.js';
import { FIELDS } from './fields.js';

export function fieldOf(key: string): number {
  const field = FIELDS.findIndex(([name]) => name === key);
  if (field < 0) throw new Error(`there is no field ${key}`);
  return field;
}

/** A reading with only these raw values, by key. */
export function readingOf(values: Record<string, number>): Reading {
  const reading = createReading();
  for (const [key, value] of Object.entries(values)) {
    reading.values[fieldOf(key)] = value;
    reading.known[fieldOf(key)] = 1;
  }
  return reading;
}
