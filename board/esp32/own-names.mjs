/**
 * Properties that only our own code reads, so that the device's bundle may shorten their names; some two kilobytes. None of
 * them may be a name of Espruino (a test looks them up in espruino.d.ts), nor a name that is written as JSON.
 */
export const OWN_NAMES = `
  about accept body choices clock connected constant copy ctRatio currentDigits drop endpoints energyTime facts fault
  fields16 fields32 flush frame has head headers held hosts hourly information initial isOpen known layout leave lengths
  listVersion mask meterId meterIdBytes meterNumber meterType meterTypeBytes method name offsets offsets16 offsets32 others
  path pending protocol query quietTicks range reading reason receive received registerUnitWh registers request respond
  restart safe secret settings socket stale start status storage survived table tags take tick ticksLeft triedS type uart utc
  values
`
  .trim()
  .split(/\s+/);
