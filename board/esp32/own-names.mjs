/**
 * Properties that only our own code reads, so that the device's bundle may shorten their names; some two kilobytes. None of
 * them may be a name of Espruino (a test looks them up in espruino.d.ts), nor a name that is written as JSON.
 */
export const OWN_NAMES = `
  about accept advance choices clock connected constant copy ctRatio currentDigits drop energyTime estimated facts
  fields16 fields32 flush gaps groups head headers held highest hourly indexAt initial label layout ledger
  listVersion marked mask meterId meterNumber meterType newest nulls offsets16 offsets32 omitted path
  pending perDay places powers protocol query range ratio receive received registerUnitWh request respond save secret series
  settings size socket stale state status stepsW storage take takeRegisters tariff tell textOf tick ticksLeft type uart
  utc values wh
`
  .trim()
  .split(/\s+/);
