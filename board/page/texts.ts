/** All words of the page, in Norwegian (bokmål) and English. `{name}` is filled in. */

export type Language = 'nb' | 'en';

const TEXTS = {
  power: ['Effekt nå', 'Power now'],
  toGrid: ['ut på nettet', 'to the grid'],
  lastHour: ['Siste time', 'The last hour'],
  lastHourRest: [
    'Siste time: snitt {mean}, høyest {high} kl. {time}',
    'Last hour: mean {mean}, highest {high} at {time}',
  ],
  gathering: ['Kurven kommer med målingene', 'The curve comes with the readings'],
  noReading: ['ingen måling', 'no reading'],

  hour: ['Denne timen', 'This hour'],
  soFar: ['Hittil', 'So far'],
  forecast: ['Prognose', 'Forecast'],
  left: ['Igjen før neste trinn', 'Left before the next step'],
  hourBar: [
    'Hittil {soFar}, prognose {forecast}, grense for neste trinn {limit}',
    'So far {soFar}, forecast {forecast}, limit of the step {limit}',
  ],
  overStep: ['Prognosen går over til neste trinn', 'The forecast reaches the next step'],
  estimated: ['anslått', 'estimated'],
  limit: ['grense {limit}', 'limit {limit}'],

  phases: ['Faser', 'Phases'],
  phaseBar: ['{phase}: {current} av hovedsikring {fuse}', '{phase}: {current} of main fuse {fuse}'],
  noPhases: ['Måleren oppgir ikke faser', 'The meter does not tell its phases'],
  fuse: ['Hovedsikring {fuse}', 'Main fuse {fuse}'],
  itGrid: [
    'IT-nett: spenningene er mellom faser, og strømmen i L2* er beregnet.',
    'IT grid: voltages are between phases, and the current of L2* is calculated.',
  ],

  days: ['I dag og i går', 'Today and yesterday'],
  today: ['I dag', 'Today'],
  yesterday: ['I går', 'Yesterday'],
  sold: ['ut', 'out'],
  soldToday: ['Ut i dag', 'Out today'],
  soldMonth: ['Ut', 'Out'],
  bought: ['inn', 'in'],
  perHour: ['kWh per time', 'kWh per hour'],
  mostToday: ['I dag mest kl. {hours}: {high}', 'Today most at {hours}: {high}'],
  mostYesterday: ['i går kl. {hours}: {high}', 'yesterday at {hours}: {high}'],
  noHistory: ['Ingen historikk ennå', 'No history yet'],
  atHour: ['Kl. {hours}', '{hours}'],

  month: ['Måneden', 'The month'],
  perDay: ['kWh per døgn', 'kWh per day'],
  monthRest: ['Mest den {day}: {high}', 'Most on {day}: {high}'],

  peaks: ['Kapasitetsledd', 'Capacity tariff'],
  noPeaks: ['Ingen topper ennå denne måneden', 'No peaks yet this month'],
  peakAverage: ['Snitt', 'Mean'],
  step: ['Trinn', 'Step'],
  stepBetween: ['{from}–{to} kW', '{from}–{to} kW'],
  stepAbove: ['over {from} kW', 'above {from} kW'],
  stepBar: ['Snitt {mean}, trinn {step}', 'Mean {mean}, step {step}'],

  health: ['Måler og enhet', 'Meter and device'],
  meterAnswers: ['Måleren sender', 'The meter is sending'],
  meterSilent: ['Måleren er stille siden {since}', 'Meter silent since {since}'],
  meterSilentNow: ['Måleren er stille', 'The meter is silent'],
  meterNever: ['Måleren har ikke sendt noe ennå', 'The meter has sent nothing yet'],
  portFault: ['Porten til måleren: {words}', 'Port of the meter: {words}'],
  badNone: ['Ingen skadde rammer i dag', 'No bad frames today'],
  badToday: ['{count} skadde rammer i dag', '{count} bad frames today'],
  badOneToday: ['1 skadd ramme i dag', '1 bad frame today'],
  unreadable: ['{count} lister kan ikke leses, se /frame', '{count} lists cannot be read, see /frame'],
  lost: ['{count} byte tapt før de ble lest', '{count} bytes lost before they were read'],
  running: ['I gang i {time}', 'Running for {time}'],
  memory: ['{percent} minne ledig', '{percent} of memory free'],
  memoryLow: ['Bare {percent} minne ledig', 'Only {percent} of memory free'],
  wifi: ['Wi-Fi {quality}, {dbm}', 'Wi-Fi {quality}, {dbm}'],
  wifiStrong: ['sterkt', 'strong'],
  wifiGood: ['godt', 'good'],
  wifiWeak: ['svakt', 'weak'],
  wifiPoor: ['svært svakt', 'very weak'],
  clockNtp: ['Klokken går etter nettet', 'Clock set by the network'],
  clockMeter: ['Klokken går etter måleren', 'Clock set by the meter'],
  clockNone: ['Ingen klokke: timer og topper mangler', 'No clock: hours and peaks are missing'],
  reset: ['Siste start: {words}', 'Last start: {words}'],
  config: ['Innstillinger: {words}', 'Settings: {words}'],
  registerIn: ['Målerstand inn', 'Register, in'],
  registerOut: ['Målerstand ut', 'Register, out'],
  meterName: ['Måler', 'Meter'],
  firmware: ['Programvare', 'Firmware'],

  updated: ['Målt for {age} siden', 'Measured {age} ago'],
  old: ['Gammelt: målt for {age} siden', 'Old: measured {age} ago'],
  connecting: ['Henter …', 'Loading …'],
  offline: [
    'Ingen forbindelse med enheten siden {time}. Prøver igjen.',
    'No connection to the device since {time}. Trying again.',
  ],
  arrows: ['piltaster viser verdiene', 'arrow keys show the values'],
  time: ['Tid', 'Time'],
  yesterdayAt: ['i går {time}', 'yesterday {time}'],

  second: ['{n} s', '{n} s'],
  minute: ['{n} min', '{n} min'],
  hours: ['{n} t', '{n} h'],
  day: ['1 døgn', '1 day'],
  dayMany: ['{n} døgn', '{n} days'],
} as const;

export type TextKey = keyof typeof TEXTS;
export const TEXT_KEYS = Object.keys(TEXTS) as TextKey[];

/** The words for a key, filled in. */
export type Texts = (key: TextKey, values?: Record<string, string | number>) => string;

/** Norwegian if that comes before English among the languages that the browser asks for, else English. */
export function languageOf(wanted: readonly string[]): Language {
  const first = wanted.map((one) => one.slice(0, 2).toLowerCase()).find((one) => /^(nb|nn|no|en)$/.test(one));
  return first === undefined || first === 'en' ? 'en' : 'nb';
}

/** The texts of a language. */
export function textsIn(language: Language): Texts {
  const column = language === 'nb' ? 0 : 1;
  return (key, values = {}) =>
    TEXTS[key][column].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? `${values[name]}` : whole));
}
