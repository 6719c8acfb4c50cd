/**
 * Properties that only our own code reads, so that the device's bundle may shorten their names; some two kilobytes. None of
 * them may be a name of Espruino (a test looks them up in espruino.d.ts), nor a name that is written as JSON.
 */
export const OWN_NAMES = `
  about accept advance body choices clock connected constant copy covers ctRatio currentDigits drop dropped endpoints
  energyTime estimated everyMs facts fault fields16 fields32 flush frame gaps has head headers hear held highest hosts
  hourly indexAt information initial isOpen items itemsOf known label layout leave ledger lengths listVersion marked
  mask meterId meterIdBytes meterNumber meterType meterTypeBytes method name newest offsets offsets16 offsets32 others
  path pauseTicks pending perDay places post powers protocol query queueLength quietTicks range ratio reading reason
  receive received registers registerUnitWh request respond restart safe secret sent series settings size socket stale
  start state status stepsW storage survived table tags take takenAt takeRegisters target tariff tell textOf tick
  ticksLeft triedS type uart url utc values version wh
`
  .trim()
  .split(/\s+/);
