/**
 * Properties that only our own code reads, so that the device's bundle may shorten their names; some two kilobytes. None of
 * them may be a name of Espruino (a test looks them up in espruino.d.ts), nor a name that is written or read as JSON.
 */
export const OWN_NAMES = `
  accept acceptsChunks advance ageMs board boardUtc body choices clock connected constant copy ctRatio currentDigits
  defaultValue delimiters drop dropped endpoints energy energyTime estimated facts fault faults fields16 fields32
  flush forEachOpenHour fraction frame gaps has hasRoom head headers held hideMeterId holdS hourly indexOfHour
  information interpret intervalMs isEstimated isUnlocked itemCount items itemsOf kind known layout leave ledger
  lengths limit listVersion log mask maxHeadBytes maxPerDay meterId meterIdBytes meterNumber meterType meterTypeBytes
  method name newest nextBaud offsets offsets16 offsets32 others parseResponse path pauseTicks peakCount pending
  periodMs periodS pieces portalIsOpen post powers protocol query queueLength quietTicks range reading reason receive
  received refused registers registerUnitWh request requests respond restart safe save secret secure sent series
  setLine settings size socket stale staleMs start startKey startText state status stepsW storage survived table tags
  take takenAt takeRegisters target tariff tick ticksLeft time totalWh triedS type uart uptimeMs url utc utcMs values
  version wh
`
  .trim()
  .split(/\s+/);
