/**
 * Properties that only our own code uses, whose names the device's bundle may shorten; that saves some two kilobytes.
 * None may be a name of Espruino (a test compares them with espruino.d.ts), nor occur in JSON that is written or read.
 */
export const OWN_NAMES = `
  accept acceptsChunks advance ageMs array base board boardUtc body changes check checkOf choices clock constant
  copy ctRatio current currentDigits defaultValue delimiters drop dropped endpoints energy energyTime estimated
  facts failure fault faults fields16 fields32 flash flush forEachOpenHour fraction frame gaps gpio half halfBytes
  has hasRoom hasStation head headers held heldTicks hideMeterId holdS hourly indexOfHour information interpret
  intervalMs isEstimated isLocal isUnlocked itemCount items itemsOf kind known layout ledger lengths limit
  listVersion loadPart log lostBytes mask maxConnections maxHeadBytes maxPerDay meterId meterIdBytes meterNumber meterType
  meterTypeBytes method name newest nextBaud offsetMs offsets offsets16 offsets32 others parseResponse path
  pauseTicks peakCount peakHours pending periodMs periodS pieces places portal post powers protocol query
  queueLength quietTicks range reading reason receive received refused registerUnitWh registers released request
  requests respond restart safe save saved secret secure sent series setLine settings size socket stale staleMs
  start startKey startText state status stepsW storage table tags take takeRegisters takenAt target tariff tick
  ticksLeft time totalWh triedTicks type uart uptimeMs url utc utcMs values version wh
`
  .trim()
  .split(/\s+/);
