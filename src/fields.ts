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

/** Key in `/status` (with its unit) and quantity. */
export const FIELDS: [string, number][] = [
  ['active_power_import_w', POWER],
  ['active_power_export_w', POWER],
  ['reactive_power_import_var', REACTIVE_POWER],
  ['reactive_power_export_var', REACTIVE_POWER],
  ['current_l1_a', CURRENT],
  ['current_l2_a', CURRENT],
  ['current_l3_a', CURRENT],
  ['voltage_l1_v', VOLTAGE],
  ['voltage_l2_v', VOLTAGE],
  ['voltage_l3_v', VOLTAGE],
  ['active_energy_import_kwh', ENERGY],
  ['active_energy_export_kwh', ENERGY],
  ['reactive_energy_import_kvarh', REACTIVE_ENERGY],
  ['reactive_energy_export_kvarh', REACTIVE_ENERGY],
];

export const POWER_IMPORT = 0;
export const POWER_EXPORT = 1;
export const REACTIVE_EXPORT = 3;
export const VOLTAGE_L2 = 8;
/** The first register, and so the number of fields that come with each list. */
export const ENERGY_IMPORT = 10;
export const ENERGY_EXPORT = 11;
