/** The answers that the page reads: `GET /status` and `GET /history`. A member may be null, or missing with older firmware. */

export type Maybe<T> = T | null | undefined;

export interface Hour {
  start?: Maybe<string>;
  import_kwh?: Maybe<number>;
  export_kwh?: Maybe<number>;
  forecast_kwh?: Maybe<number>;
  estimated?: Maybe<boolean>;
}

export interface Energy {
  import_kwh?: Maybe<number>;
  export_kwh?: Maybe<number>;
}

export interface Peak {
  date: string;
  hour: number;
  import_kwh: Maybe<number>;
}

/** The counters of the link, by name, and its state. */
export interface Link {
  [counter: string]: Maybe<number | string>;
  silent_since?: Maybe<string>;
  fault?: Maybe<string>;
}

export interface Device {
  name?: Maybe<string>;
  version?: Maybe<string>;
  board?: Maybe<string>;
  uptime_s?: Maybe<number>;
  memory_free_percent?: Maybe<number>;
  wifi_rssi_dbm?: Maybe<number>;
  ip?: Maybe<string>;
  clock?: Maybe<string>;
  reset_reason?: Maybe<string>;
  config_faults?: Maybe<string[]>;
}

export interface Site {
  main_fuse_a?: Maybe<number>;
  grid?: Maybe<string>;
  steps_kw?: Maybe<number[]>;
  /** How many peaks are averaged. */
  peaks?: Maybe<number>;
}

export interface Status {
  meter?: Maybe<{ id?: Maybe<string>; type?: Maybe<string>; list_version?: Maybe<string>; layout?: Maybe<string> }>;
  meter_time?: Maybe<string>;
  age_s?: Maybe<number>;
  stale?: Maybe<boolean>;
  active_power_import_w?: Maybe<number>;
  active_power_export_w?: Maybe<number>;
  current_l1_a?: Maybe<number>;
  current_l2_a?: Maybe<number>;
  current_l3_a?: Maybe<number>;
  voltage_l1_v?: Maybe<number>;
  voltage_l2_v?: Maybe<number>;
  voltage_l3_v?: Maybe<number>;
  active_energy_import_kwh?: Maybe<number>;
  active_energy_export_kwh?: Maybe<number>;
  energy_time?: Maybe<string>;
  hour?: Maybe<Hour>;
  today?: Maybe<Energy>;
  month?: Maybe<Energy>;
  peaks?: Maybe<Peak[]>;
  peak_average_kw?: Maybe<number>;
  capacity_step_kw?: Maybe<number>;
  hour_left_kwh?: Maybe<number>;
  site?: Maybe<Site>;
  link?: Maybe<Link>;
  device?: Maybe<Device>;
}

export type Span = 'power' | 'hours' | 'days';

export interface HourRow extends Energy {
  start: string;
  estimated?: Maybe<boolean>;
}

export interface DayRow extends Energy {
  date: string;
  estimated?: Maybe<boolean>;
}

export type History =
  | { span: 'power'; step_s: number; end: Maybe<string>; rows: Maybe<number>[] }
  | { span: 'hours'; rows: HourRow[] }
  | { span: 'days'; rows: DayRow[] };

/** Import less export, in W; null if both are unknown. Most 1-phase meters send no export. */
export function netPower(status: Status): number | null {
  const bought = status.active_power_import_w ?? null;
  const sold = status.active_power_export_w ?? null;
  return bought === null && sold === null ? null : (bought ?? 0) - (sold ?? 0);
}

/** Today's date at the meter, as `YYYY-MM-DD`; null while unknown. */
export function dateOf(status: Status): string | null {
  return (status.hour?.start ?? status.meter_time)?.slice(0, 10) ?? null;
}
