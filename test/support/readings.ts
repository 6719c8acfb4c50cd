/** Readings without a frame: values set by hand. */

import { createReading, type Reading } from '../../src/reading/reading.js';
import { FIELDS } from './fields.js';

export function fieldOf(key: string): number {
  const field = FIELDS.findIndex(([name]) => name === key);
  if (field < 0) throw new Error(`there is no field ${key}`);
  return field;
}

/** A reading that knows these raw values, by key, and no other. */
export function readingOf(values: Record<string, number>): Reading {
  const reading = createReading();
  for (const [key, value] of Object.entries(values)) {
    reading.values[fieldOf(key)] = value;
    reading.known[fieldOf(key)] = 1;
  }
  return reading;
}
