/**
 * The measurements that a meter sends, in the order of `/status`. A field is known by its place in this table.
 * What comes with each list stands first, the registers that come by the hour follow.
 */

export const POWER = 0;
export const REACTIVE_POWER = 1;
export const CURRENT = 2;
export const VOLTAGE = 3;
export const ENERGY = 4;
export const REACTIVE_ENERGY = 5;

/** Keys in `/status`, with their units. One text: as a table it would cost the device memory. */
const KEYS =
  'active_power_import_w active_power_export_w reactive_power_import_var reactive_power_export_var ' +
  'current_l1_a current_l2_a current_l3_a voltage_l1_v voltage_l2_v voltage_l3_v active_energy_import_kwh ' +
  'active_energy_export_kwh reactive_energy_import_kvarh reactive_energy_export_kvarh';
/** Their quantities, a digit each. */
const QUANTITIES = '00112223334455';

export const FIELD_COUNT = 14;

/** The keys of all fields, in their order. */
export function fieldKeys(): string[] {
  return KEYS.split(' ');
}

/** What a field measures: `POWER` to `REACTIVE_ENERGY`. */
export function quantityOf(field: number): number {
  return +QUANTITIES.charAt(field);
}

export const POWER_IMPORT = 0;
export const POWER_EXPORT = 1;
export const REACTIVE_EXPORT = 3;
export const VOLTAGE_L2 = 8;
/** The first register, and so the number of fields that come with each list. */
export const ENERGY_IMPORT = 10;
export const ENERGY_EXPORT = 11;
