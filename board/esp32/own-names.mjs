/**
 * Properties that only our own code reads, so that the device's bundle may shorten their names; some two kilobytes. None of
 * them may be a name of Espruino (a test looks them up in espruino.d.ts), nor a name that is written as JSON.
 */
export const OWN_NAMES = `
  about accept advance body choices clock connected constant copy ctRatio currentDigits drop endpoints energyTime
  estimated facts fault fields16 fields32 flush frame gaps has head headers held highest hosts hourly indexAt
  information initial isOpen kind known label layout leave ledger lengths listVersion marked marks mask meterId
  meterIdBytes meterNumber meterType meterTypeBytes method name newest nextBaud offsets offsets16 offsets32 others
  path pending perDay periodMs periodS places powers protocol query quietTicks range ratio readAnswer reading reason
  receive received registers registerUnitWh request requests respond restart safe secret series setLine settings
  size socket stale staleMs start state status stepsW storage survived table tags take takeRegisters tariff tell
  textOf tick ticksLeft triedS type uart utc values wh
`
  .trim()
  .split(/\s+/);
