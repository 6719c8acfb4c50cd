/** The frames with which readers are tested; fixtures/README.md has the source of each. */
import { readFileSync } from 'node:fs';
import { bytesOf } from './hex.js';

export interface Vector {
  name: string;
  hex: string;
  bytes: number;
  hcs_ok: boolean;
  fcs_ok: boolean;
  meter_time: string;
  elements: number;
  /** By key of `/status`, plus list_version, meter_id, meter_type and clock; missing if the list does not contain it. */
  values: Record<string, number | string>;
}

export const VECTORS: Vector[] = JSON.parse(
  readFileSync(new URL('../../fixtures/kamstrup-han.json', import.meta.url), 'utf8'),
);
export const GOOD_VECTORS = VECTORS.filter((vector) => vector.fcs_ok);

export function vectorNamed(name: string): Vector {
  const vector = VECTORS.find((one) => one.name === name);
  if (!vector) throw new Error(`there is no vector ${name}`);
  return vector;
}

/** The frame of a vector, as sent. */
export function wireOf(name: string): Uint8Array {
  return bytesOf(vectorNamed(name).hex);
}
