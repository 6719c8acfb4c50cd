/** All texts of the page, in Norwegian (bokmål) and English. `{name}` is a placeholder. */

export type Language = 'nb' | 'en';

const TEXTS = {
  power: ['Effekt nå', 'Power now'],
  toGrid: ['ut på nettet', 'to the grid'],
  lastHour: [
    'Siste time: snitt {mean}, høyest {high} kl. {time}',
    'Last hour: average {mean}, highest {high} at {time}',
  ],
  gathering: ['Kurven vises når målingene kommer', 'The chart appears with the first readings'],
  noReading: ['ingen måling', 'no reading'],

  hour: ['Denne timen', 'This hour'],
  soFar: ['Hittil', 'So far'],
  forecast: ['Prognose', 'Forecast'],
  left: ['Igjen før neste trinn', 'Left before the next step'],
  hourBar: [
    'Hittil {soFar}, prognose {forecast}, grense for trinnet {limit}',
    'So far {soFar}, forecast {forecast}, limit of this step {limit}',
  ],
  overStep: ['Prognosen når neste trinn', 'The forecast reaches the next step'],
  estimated: ['anslått', 'estimated'],
  limit: ['grense {limit}', 'limit {limit}'],

  phases: ['Faser', 'Phases'],
  phaseBar: ['{phase}: {current} av hovedsikring {fuse}', '{phase}: {current} of main fuse {fuse}'],
  noPhases: [
    'Måleren oppgir ikke spenning og strøm per fase',
    'The meter does not report voltage and current per phase',
  ],
  fuse: ['Hovedsikring {fuse}', 'Main fuse {fuse}'],
  itGrid: [
    'IT-nett: spenningene er målt mellom fasene, og strømmen i L2* er beregnet.',
    'IT grid: voltages are between phases, and the current in L2* is calculated.',
  ],

  days: ['I dag og i går', 'Today and yesterday'],
  today: ['I dag', 'Today'],
  yesterday: ['I går', 'Yesterday'],
  sold: ['ut', 'out'],
  soldToday: ['Ut i dag', 'Out today'],
  soldMonth: ['Ut', 'Out'],
  bought: ['inn', 'in'],
  perHour: ['kWh per time', 'kWh per hour'],
  highestToday: ['Høyest i dag kl. {hours}: {high}', 'Highest today at {hours}: {high}'],
  highestYesterday: ['i går kl. {hours}: {high}', 'yesterday at {hours}: {high}'],
  noHistory: ['Ingen historikk ennå', 'No history yet'],
  atHour: ['Kl. {hours}', '{hours}'],

  month: ['Denne måneden', 'This month'],
  perDay: ['kWh per døgn', 'kWh per day'],
  highestDay: ['Høyest den {day}: {high}', 'Highest on {day}: {high}'],

  peaks: ['Kapasitetsledd', 'Capacity tariff'],
  noPeaks: ['Ingen effekttopper ennå denne måneden', 'No peaks yet this month'],
  peakAverage: ['Snitt', 'Average'],
  step: ['Trinn', 'Step'],
  stepBetween: ['{from}–{to} kW', '{from}–{to} kW'],
  stepAbove: ['over {from} kW', 'above {from} kW'],
  stepBar: ['Snitt {mean}, trinn {step}', 'Average {mean}, step {step}'],

  health: ['Måler og enhet', 'Meter and device'],
  meterSending: ['Måleren sender', 'The meter is sending'],
  meterSilent: ['Ingen data fra måleren siden {since}', 'No data from the meter since {since}'],
  meterSilentNow: ['Ingen data fra måleren', 'No data from the meter'],
  meterNever: ['Måleren har ikke sendt noe ennå', 'The meter has not sent anything yet'],
  portFault: ['Målerporten: {text}', 'Meter port: {text}'],
  badNone: ['Ingen meldinger med feil i dag', 'No bad frames today'],
  badToday: ['{count} meldinger med feil i dag', '{count} bad frames today'],
  badOneToday: ['1 melding med feil i dag', '1 bad frame today'],
  unreadable: ['{count} lister kunne ikke leses, se /frame', '{count} lists could not be read, see /frame'],
  lost: ['{count} byte gikk tapt før de ble lest', '{count} bytes were lost before they were read'],
  running: ['I drift i {time}', 'Running for {time}'],
  memory: ['{percent} ledig minne', '{percent} of memory free'],
  memoryLow: ['Bare {percent} ledig minne', 'Only {percent} of memory free'],
  wifi: ['Wi-Fi-signal: {quality}, {dbm}', 'Wi-Fi signal: {quality}, {dbm}'],
  wifiStrong: ['sterkt', 'strong'],
  wifiGood: ['godt', 'good'],
  wifiWeak: ['svakt', 'weak'],
  wifiPoor: ['svært svakt', 'very weak'],
  clockNtp: ['Klokken stilles via NTP', 'Clock set by NTP'],
  clockMeter: ['Klokken stilles etter måleren', 'Clock set by the meter'],
  clockNone: ['Klokken er ikke stilt: timer og topper mangler', 'The clock is not set: hours and peaks are missing'],
  reset: ['Siste start: {text}', 'Last start: {text}'],
  config: ['Innstillinger: {text}', 'Settings: {text}'],
  registerIn: ['Målerstand inn', 'Meter reading, in'],
  registerOut: ['Målerstand ut', 'Meter reading, out'],
  meterName: ['Måler', 'Meter'],
  firmware: ['Programvare', 'Firmware'],

  updated: ['Målt for {age} siden', 'Measured {age} ago'],
  old: ['Utdatert: målt for {age} siden', 'Outdated: measured {age} ago'],
  connecting: ['Henter …', 'Loading …'],
  offline: [
    'Ingen forbindelse med enheten siden {time}. Prøver på nytt.',
    'No connection to the device since {time}. Retrying.',
  ],
  arrows: ['bruk piltastene for å lese verdiene', 'use the arrow keys to read the values'],
  time: ['Tid', 'Time'],

  second: ['{n} s', '{n} s'],
  minute: ['{n} min', '{n} min'],
  hours: ['{n} t', '{n} h'],
  day: ['1 døgn', '1 day'],
  dayMany: ['{n} døgn', '{n} days'],
} as const;

export type TextKey = keyof typeof TEXTS;
export const TEXT_KEYS = Object.keys(TEXTS) as TextKey[];

/** The text for a key, with its placeholders filled in. */
export type Texts = (key: TextKey, values?: Record<string, string | number>) => string;

/** Norwegian if it comes before English among the languages that the browser prefers, else English. */
export function languageOf(preferred: readonly string[]): Language {
  const codes = preferred.map((locale) => locale.slice(0, 2).toLowerCase());
  const first = codes.find((code) => /^(nb|nn|no|en)$/.test(code));
  return first === undefined || first === 'en' ? 'en' : 'nb';
}

/** The texts of a language. */
export function textsIn(language: Language): Texts {
  const column = language === 'nb' ? 0 : 1;
  return (key, values = {}) =>
    TEXTS[key][column].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? `${values[name]}` : whole));
}
