/**
 * Properties that only our own code uses, whose names the device's bundle may shorten; that saves some two kilobytes.
 * None may be a name of Espruino (a test compares them with espruino.d.ts), nor occur in JSON that is written or read.
 */
export const OWN_NAMES = `
  accept advance ageMs body choices chunks clock connected constant copy covers ctRatio currentDigits drop dropped endpoints
  energyTime estimated everyMs facts faults fields16 fields32 flush frame gaps has head headers hear held
  hasRoom hidesId highest hourly indexAt information initial isOpen items itemsOf keep kind known label layout leave ledger
  lengths listVersion log marked marks mask meterId meterIdBytes meterNumber meterType meterTypeBytes method
  name newest nextBaud offsets offsets16 offsets32 others path pauseTicks pending perDay periodMs periodS pieces places
  portalIsOpen post powers protocol query queueLength quietTicks range ratio readAnswer reading reason receive
  received refused registers registerUnitWh request requests respond restart safe save secret sent series setLine
  settings size socket staleMs start state status stepsW storage survived table tags take takenAt takeRegisters
  target tariff tell textOf tick ticksLeft time triedS type uart uptimeMs url utc utcMs values version wh
`
  .trim()
  .split(/\s+/);
