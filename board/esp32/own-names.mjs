/**
 * Properties that only our own code reads, so that the device's bundle may shorten their names; some two kilobytes. None of
 * them may be a name of Espruino (a test looks them up in espruino.d.ts), nor a name that is written as JSON.
 */
export const OWN_NAMES = `
  about accept advance body choices clock connected constant copy ctRatio currentDigits drop endpoints energyTime
  estimated facts fault fields16 fields32 flush frame gaps has head headers held hidesId highest hourly indexAt
  information initial isOpen known label layout leave ledger lengths listVersion marked mask meterId meterIdBytes
  meterNumber meterType meterTypeBytes method name newest offsets offsets16 offsets32 others path pending perDay places
  powers protocol query quietTicks range ratio reading reason receive received refused registerUnitWh registers request respond
  restart safe secret series settings size socket stale start state status stepsW storage survived table tags take
  takeRegisters tariff tell textOf tick ticksLeft triedS type uart utc values wh
`
  .trim()
  .split(/\s+/);
