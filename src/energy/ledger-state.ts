/**
 * What the ledger has counted: numbers in one array, so that it is kept as it stands, and what each place of it means. Times
 * are s, hours counted from 1970-01-01 UTC.
 */

/** The hour under way (0 before the first list), and up to when all is summed up. */
export const HOUR = 0;
export const LAST_S = 1;
/** W s by the powers in this hour, as the meter says them: import, then export. */
export const WATT_SECONDS = 2;
/** Seconds of this hour for which no power is known. */
export const GAP_S = 4;
/** How many of the numbers change within an hour. */
export const HOUR_STATE_SIZE = 5;
/** Wh in a unit of the registers when they were last read (below 1: tenths, negative), 0 for never; the registers; whose they are. */
export const UNIT = 5;
export const REGISTER = 6;
export const METER = 8;
/** Since that reading, in hours that are over: Wh that were added, and seconds without power. */
export const OPEN_WH = 9;
export const OPEN_GAP_S = 11;
/** The first hour that no register has closed. */
export const FIRST_OPEN = 12;
/** 1 if the meter's clock was seen to go with civil time. */
export const CIVIL_CLOCK = 13;
/** The powers that hold, in W as the meter says them: import (-1 if none is known), then export. After a restart none is. */
export const POWER = 14;
/** How many there are. */
export const STATE_SIZE = 16;
