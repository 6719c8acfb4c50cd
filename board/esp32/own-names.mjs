/**
 * Properties that only our own code reads, so that the device's bundle may shorten their names; some two kilobytes. None of
 * them may be a name of Espruino (a test looks them up in espruino.d.ts), nor a name that is written as JSON.
 */
export const OWN_NAMES = `
  about accept choices clock connected constant copy ctRatio currentDigits drop energyTime facts fields16 fields32 flush
  groups head headers held hourly initial layout listVersion mask meterId meterNumber meterType nulls offsets16 offsets32
  omitted path pending protocol query range receive received registerUnitWh request respond secret settings socket stale
  status storage take tick ticksLeft type uart utc values
`
  .trim()
  .split(/\s+/);
