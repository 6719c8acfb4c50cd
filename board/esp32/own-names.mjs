/**
 * Properties that only our own code reads, so that the device's bundle may shorten their names; some two kilobytes. None of
 * them may be a name of Espruino (a test looks them up in espruino.d.ts), nor a name that is written as JSON.
 */
export const OWN_NAMES = `
  accept advance body choices clock connected constant copy ctRatio currentDigits drop endpoints energyTime
  estimated facts fault faults fields16 fields32 flush frame gaps has head headers held hidesId highest hourly
  indexAt information initial isOpen keep known label layout leave ledger lengths link listVersion log marked mask
  meterId meterIdBytes meterNumber meterType meterTypeBytes method name newest offsets offsets16 offsets32 others
  path pending perDay places portalIsOpen powers protocol query quietTicks range ratio reading reason receive
  received refused registers registerUnitWh request respond restart safe save secret series settings size socket
  start state status stepsW storage survived table tags take takeRegisters tariff tell textOf tick ticksLeft time
  triedS type uart utc values wh
`
  .trim()
  .split(/\s+/);
