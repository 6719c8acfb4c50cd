/** A complete, made-up state of a device in Norway, 21 November 2026, 18:42. Its values are consistent. */
import type { DayRow, History, HourRow, Peak, Status } from '../../board/page/status.js';
import { addHour, capacityStepW, PEAKS_KEPT, remainingWh, type Tariff } from '../../src/energy/tariff.js';
import { stepsOf } from '../../src/settings/steps.js';

export const TODAY = '2026-11-21';
export const NOW = `${TODAY}T18:42:10+01:00`;
const DAY_MS = 86400000;
/** kWh of each hour of a winter day. */
const DAY = [
  1.1, 1.0, 0.9, 0.9, 1.0, 1.3, 2.4, 3.1, 2.6, 1.7, 1.4, 1.3, 1.5, 1.4, 1.6, 2.2, 3.4, 4.6, 4.1, 3.2, 2.8, 2.4, 1.9,
  1.4,
];
const SLOTS = 360;
const SLOT_S = 10;
const HOUR_S = 3600;
/** Seconds since the start of this hour. */
const PAST_S = 42 * 60 + 10;
/** How many of the latest powers the forecast uses. */
const FORECAST_POWERS = 30;
const STEPS = '2,5,10,15,20,25,50,75,100';
const TARIFF: Tariff = { peakCount: 3, maxPerDay: 1, stepsW: stepsOf(STEPS) ?? [] };

/** A pseudo-random number from 0 to 1 that is always the same for `n`. */
function noise(n: number): number {
  const x = Math.sin(n * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}

function dateBefore(days: number): string {
  return new Date(Date.parse(TODAY) - days * DAY_MS).toISOString().slice(0, 10);
}

function hourStart(date: string, hour: number): string {
  return `${date}T${`${hour}`.padStart(2, '0')}:00:00+01:00`;
}

function hourRow(day: number, hour: number): HourRow {
  return {
    start: hourStart(dateBefore(day), hour),
    import_kwh: round(DAY[hour] * (0.75 + 0.5 * noise(hour + 31 * day))),
    export_kwh: 0,
    estimated: false,
  };
}

/** The hours of today up to this one, of yesterday, and the last hours of the day before. */
export function hourRows(): HourRow[] {
  const rows: HourRow[] = [];
  for (let back = 47; back >= 0; back--) {
    const hour = 18 - back;
    const day = Math.ceil(-hour / 24);
    rows.push(hourRow(Math.max(day, 0), hour + 24 * Math.max(day, 0)));
  }
  rows[rows.length - 1] = { start: hourStart(TODAY, 18), import_kwh: usedKwh(), export_kwh: 0, estimated: true };
  // The device was off for an hour.
  rows[20] = { ...rows[20], import_kwh: null, export_kwh: null };
  return rows;
}

function sumOf(rows: HourRow[], date: string): number {
  return round(rows.filter((row) => row.start.startsWith(date)).reduce((sum, row) => sum + (row.import_kwh ?? 0), 0));
}

export function dayRows(): DayRow[] {
  const rows: DayRow[] = [];
  for (let back = 24; back >= 0; back--) {
    const kwh = back < 2 ? sumOf(hourRows(), dateBefore(back)) : round(36 + 26 * noise(back) + back / 3);
    rows.push({ date: dateBefore(back), import_kwh: kwh, export_kwh: 0, estimated: back === 0 });
  }
  return rows;
}

/** Net watts of the last hour: a base load, a stove, a water heater, and a gap. */
export function powerRows(): (number | null)[] {
  return Array.from({ length: SLOTS }, (_, i) => {
    if (i > 118 && i < 126) return null;
    const stove = i > 200 && i < 300 && i % 14 < 9 ? 2100 : 0;
    const heater = i > 60 && i < 255 ? 1950 : 0;
    if (i >= 338) return i === SLOTS - 1 ? 5426 : Math.round(5380 + 90 * noise(i));
    return Math.round(1180 + 140 * noise(i) + 220 * Math.sin(i / 45) + stove + heater);
  });
}

/** kWh of these powers, each of which holds for ten seconds. */
function kwhOf(powers: (number | null)[], seconds = SLOT_S * powers.length): number {
  const known = powers.filter((power) => power !== null);
  const sum = known.reduce((total, power) => total + power, 0);
  return (sum * seconds) / powers.length / HOUR_S / 1000;
}

/** Energy of this hour so far, from the powers except the latest, which has just begun. */
function usedKwh(): number {
  return round(kwhOf(powerRows().slice(-1 - PAST_S / SLOT_S, -1)));
}

/** Energy of this hour if the power of the last five minutes goes on. */
function forecastKwh(): number {
  return round(usedKwh() + kwhOf(powerRows().slice(-FORECAST_POWERS), HOUR_S - PAST_S));
}

export const PEAKS: Peak[] = [
  { date: '2026-11-14', hour: 17, import_kwh: 6.213 },
  { date: '2026-11-03', hour: 7, import_kwh: 5.871 },
  { date: '2026-11-19', hour: 18, import_kwh: 5.106 },
];

/** The members of the tariff for those peaks, computed by the core. */
function tariffMembers(): Pick<Status, 'peaks' | 'peak_average_kw' | 'capacity_step_kw' | 'hour_left_kwh'> {
  const hourOf = (start: string): number => Date.parse(start) / HOUR_S / 1000;
  const peaks = new Int32Array(2 * PEAKS_KEPT);
  for (const { date, hour, import_kwh } of PEAKS)
    addHour(peaks, hourOf(hourStart(date, hour)), (import_kwh ?? 0) * 1000, TARIFF);
  const sumWh = peaks.slice(0, PEAKS_KEPT).reduce((sum, wh) => sum + wh, 0);
  const now = hourOf(hourStart(TODAY, 18));
  return {
    peaks: PEAKS,
    peak_average_kw: round(sumWh / PEAKS.length / 1000),
    capacity_step_kw: capacityStepW(sumWh, PEAKS.length, TARIFF) / 1000,
    hour_left_kwh: remainingWh(peaks, PEAKS.length, sumWh, now, usedKwh() * 1000, TARIFF) / 1000,
  };
}

/** 684113x is a meter with a neutral, for a 400 V TN grid. */
const METER: Status = {
  meter: { id: '5706567274389702', type: '6841131BN243101040', list_version: 'Kamstrup_V0001', layout: '3-phase 10 s' },
  meter_time: `${TODAY}T18:42:10`,
  age_s: 1.2,
  stale: false,
  active_power_import_w: 5426,
  active_power_export_w: 0,
  current_l1_a: 12.33,
  current_l2_a: 7.41,
  current_l3_a: 3.96,
  voltage_l1_v: 231,
  voltage_l2_v: 229,
  voltage_l3_v: 233,
  active_energy_import_kwh: 44264.29,
  active_energy_export_kwh: 0,
  energy_time: `${TODAY}T18:00:05`,
};

/** The answer of `/status` at that time. */
export function fullStatus(): Status {
  const today = sumOf(hourRows(), TODAY);
  const month = dayRows().filter((row) => row.date.startsWith('2026-11'));
  return {
    ...METER,
    hour: {
      start: hourStart(TODAY, 18),
      import_kwh: usedKwh(),
      export_kwh: 0,
      forecast_kwh: forecastKwh(),
      estimated: true,
    },
    today: { import_kwh: today, export_kwh: 0 },
    month: { import_kwh: round(month.reduce((sum, row) => sum + (row.import_kwh ?? 0), 0)), export_kwh: 0 },
    ...tariffMembers(),
    site: {
      main_fuse_a: 40,
      grid: 'tn',
      peaks: TARIFF.peakCount,
      steps_kw: TARIFF.stepsW.map((watts) => watts / 1000),
    },
    link: {
      bytes: 5123876,
      frames: 22418,
      lists: 22401,
      fcs_errors: 14,
      hcs_errors: 3,
      length_errors: 0,
      timeouts: 2,
      unknown_lists: 0,
      discarded_bytes: 911,
      overruns: 0,
      bad_frames_today: 17,
      silent_since: null,
      fault: null,
    },
    device: {
      name: 'kamstrup-han',
      version: '1.0.0',
      board: 'esp32',
      uptime_s: 61230,
      memory_free_percent: 41,
      wifi_rssi_dbm: -61,
      ip: '192.0.2.7',
      clock: 'ntp',
      reset_reason: null,
      config_faults: [],
    },
  };
}

/** The answers of `/history` at that time, by span. */
export function fullHistories(): Record<string, History> {
  return {
    power: { span: 'power', step_s: 10, end: NOW, rows: powerRows() },
    hours: { span: 'hours', rows: hourRows() },
    days: { span: 'days', rows: dayRows() },
  };
}
