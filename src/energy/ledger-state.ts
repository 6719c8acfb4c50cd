/**
 * The state of the ledger: indexes into one array of numbers, which is saved as a whole. Times are seconds since
 * 1970-01-01 UTC; hours are counted from there too.
 */

/** The current hour (0 before the first list), and the time up to which the powers are integrated. */
export const HOUR = 0;
export const LAST_S = 1;
/** Energy of this hour from the powers, in Ws at the meter (before `ctRatio`): import, then export. */
export const WATT_SECONDS = 2;
/** Seconds of this hour in which the power was unknown. */
export const GAP_S = 4;
/** The numbers above are those that change within an hour. */
export const HOUR_STATE_SIZE = 5;
/** Wh per unit of the registers when they were last read (below 1: in tenths, negated), 0 if never; import and export register; checksum of the meter id. */
export const UNIT = 5;
export const REGISTER = 6;
export const METER = 8;
/** In the completed hours since that reading: Wh counted, import and export; seconds without power. */
export const OPEN_WH = 9;
export const OPEN_GAP_S = 11;
/** The first open hour: one whose energy the registers have not settled. */
export const FIRST_OPEN = 12;
/** 1 if the meter's clock was found to follow civil time. */
export const CIVIL_CLOCK = 13;
/** The latest powers in W at the meter: import (-1 if unknown, as after a restart), then export. */
export const POWER = 14;
/** The length of the array. */
export const STATE_SIZE = 16;
