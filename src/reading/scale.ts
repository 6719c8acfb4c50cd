/** Scales raw values: unit and decimal places by quantity, as the list, the settings or the unit finder define them. */

import type { Settings } from '../settings/settings.js';
import { decimal } from '../text/decimal.js';
import { floor } from '../text/math.js';
import { CURRENT, ENERGY, quantityOf, REACTIVE_ENERGY, VOLTAGE } from './fields.js';
import type { Reading } from './reading.js';

/** A higher raw voltage must be in units of 0.01 V, as some Danish and Swedish meters send it. */
const HIGHEST_VOLTAGE = 1000;

/** The scale that applies unless the list defines its own. */
export interface Scale {
  /** Wh per unit of the energy registers; 0 while `auto` has not found it, and the energy is unknown. */
  registerUnitWh: number;
  /** Decimal places of a raw current: 2 for 0.01 A, 3 for 0.001 A. */
  currentDigits: number;
  /** Ratio of the current transformers, 1 to 10000. */
  ctRatio: number;
}

/** The scale that the settings define. */
export function scaleOf(settings: Settings): Scale {
  return {
    registerUnitWh: settings.energy_unit_wh === 'auto' ? 0 : (settings.energy_unit_wh as number),
    currentDigits: settings.current_unit_a === 0.001 ? 3 : 2,
    ctRatio: settings.ct_ratio as number,
  };
}

/** The value of a field as decimal text in the unit of its key; `null` as text if it is unknown. */
export function valueText(reading: Reading, field: number, scale: Scale): string {
  const quantity = quantityOf(field);
  const raw = reading.values[field];
  if (!reading.known[field]) return 'null';
  if (quantity === VOLTAGE) return decimal(raw, raw > HIGHEST_VOLTAGE ? 2 : 0);
  // The ratio may have a fraction; more digits than the meter's would be invented.
  const value = scale.ctRatio === 1 ? raw : floor(raw * scale.ctRatio + 0.5);
  if (quantity === CURRENT) return decimal(value, reading.currentDigits || scale.currentDigits);
  if (quantity !== ENERGY && quantity !== REACTIVE_ENERGY) return decimal(value, 0);
  const unitWh = reading.registerUnitWh || scale.registerUnitWh;
  return unitWh ? decimal(value, unitWh === 10 ? 2 : unitWh < 1 ? 4 : 3) : 'null';
}
