/**
 * The measurements that a meter sends, in the order of `/status`. A field is an index into this table: measurements of
 * every list come first, then the energy registers, which most meters send hourly.
 */

/** Quantities that fields measure. */
export const POWER = 0;
export const REACTIVE_POWER = 1;
export const CURRENT = 2;
export const VOLTAGE = 3;
export const ENERGY = 4;
export const REACTIVE_ENERGY = 5;

/** Keys in `/status`, with their units. One text, since an array would cost the device memory. */
const KEYS =
  'active_power_import_w active_power_export_w reactive_power_import_var reactive_power_export_var ' +
  'current_l1_a current_l2_a current_l3_a voltage_l1_v voltage_l2_v voltage_l3_v active_energy_import_kwh ' +
  'active_energy_export_kwh reactive_energy_import_kvarh reactive_energy_export_kvarh';
/** The quantity of each field, one digit each. */
const QUANTITIES = '00112223334455';

/** The number of fields. */
export const FIELD_COUNT = 14;

/** The keys of all fields, in order. */
export function fieldKeys(): string[] {
  return KEYS.split(' ');
}

/** The quantity of a field: `POWER` to `REACTIVE_ENERGY`. */
export function quantityOf(field: number): number {
  return +QUANTITIES.charAt(field);
}

/** Fields that the code refers to by name. */
export const POWER_IMPORT = 0;
export const POWER_EXPORT = 1;
export const REACTIVE_EXPORT = 3;
export const VOLTAGE_L2 = 8;
/** The first energy register, and so the number of fields before the registers. */
export const ENERGY_IMPORT = 10;
export const ENERGY_EXPORT = 11;
