/** The state of link and device in words. Pure: depends on the status alone. */
import { civilOf, clockOf, type Format } from './format.js';
import { type Device, dateOf, type Link, type Status } from './status.js';
import type { TextKey, Texts } from './texts.js';
import { zoneOf } from './zone.js';

/** A fault is also shown at the head of the page, and announced by screen readers. */
export interface Remark {
  level: 'good' | 'note' | 'fault';
  text: string;
}

/** A meter pushes every ten seconds, so a minute without a list is a fault. */
const FIRST_LIST_S = 60;
const MEMORY_LOW_PERCENT = 10;
/** The lowest signal strength of each quality, in dBm. */
const WIFI: [number, TextKey][] = [
  [-60, 'wifiStrong'],
  [-70, 'wifiGood'],
  [-80, 'wifiWeak'],
  [-Infinity, 'wifiPoor'],
];

function counter(link: Link, name: string): number {
  return Number(link[name] ?? 0);
}

/** The time at the meter, such as "03:12"; with the date if it was not today. */
function sinceText(status: Status, utc: string, format: Format): string {
  const civil = civilOf(utc, zoneOf(status, Date.parse(utc)));
  const isToday = dateOf(status) === null || dateOf(status) === civil.slice(0, 10);
  return isToday ? clockOf(civil) : `${format.date(civil.slice(0, 10))} ${clockOf(civil)}`;
}

function meterRemark(status: Status, texts: Texts, format: Format): Remark {
  const since = status.link?.silent_since;
  if ((status.age_s ?? null) === null) {
    const late = (status.device?.uptime_s ?? 0) > FIRST_LIST_S;
    return { level: late ? 'fault' : 'note', text: texts('meterNever') };
  }
  if (!status.stale) return { level: 'good', text: texts('meterSending') };
  const text = since ? texts('meterSilent', { since: sinceText(status, since, format) }) : texts('meterSilentNow');
  return { level: 'fault', text };
}

function damageRemark(link: Link, texts: Texts): Remark {
  const count = counter(link, 'bad_frames_today');
  if (!count) return { level: 'good', text: texts('badNone') };
  return { level: 'note', text: texts(count === 1 ? 'badOneToday' : 'badToday', { count }) };
}

function linkRemarks(status: Status, texts: Texts, format: Format): Remark[] {
  const link = status.link ?? {};
  const remarks = [meterRemark(status, texts, format)];
  if (link.fault) remarks.push({ level: 'fault', text: texts('portFault', { text: link.fault }) });
  remarks.push(damageRemark(link, texts));
  const unreadable = counter(link, 'unknown_lists');
  if (unreadable) {
    const level = counter(link, 'lists') ? 'note' : 'fault';
    remarks.push({ level, text: texts('unreadable', { count: unreadable }) });
  }
  const lost = counter(link, 'overruns');
  if (lost) remarks.push({ level: 'note', text: texts('lost', { count: lost }) });
  return remarks;
}

function wifiRemark(rssi: number, texts: Texts, format: Format): Remark {
  const quality = WIFI.find(([lowest]) => rssi >= lowest)?.[1] as TextKey;
  const level = quality === 'wifiStrong' || quality === 'wifiGood' ? 'good' : 'note';
  return { level, text: texts('wifi', { quality: texts(quality), dbm: format.value(rssi, 0, 'dBm') }) };
}

function memoryRemark(free: number, texts: Texts, format: Format): Remark {
  const low = free < MEMORY_LOW_PERCENT;
  const text = texts(low ? 'memoryLow' : 'memory', { percent: format.value(free, 0, '%') });
  return { level: low ? 'fault' : 'good', text };
}

function clockRemark(clock: string, texts: Texts): Remark {
  if (clock === 'ntp') return { level: 'good', text: texts('clockNtp') };
  if (clock === 'meter') return { level: 'good', text: texts('clockMeter') };
  return { level: 'fault', text: texts('clockNone') };
}

function deviceRemarks(device: Device, texts: Texts, format: Format): Remark[] {
  const remarks: Remark[] = [];
  for (const text of device.config_faults ?? []) remarks.push({ level: 'fault', text: texts('config', { text }) });
  if (device.clock) remarks.push(clockRemark(device.clock, texts));
  const rssi = device.wifi_rssi_dbm ?? null;
  if (rssi !== null) remarks.push(wifiRemark(rssi, texts, format));
  const free = device.memory_free_percent ?? null;
  if (free !== null) remarks.push(memoryRemark(free, texts, format));
  const uptime = device.uptime_s ?? null;
  if (uptime !== null) remarks.push({ level: 'good', text: texts('running', { time: format.duration(uptime) }) });
  if (device.reset_reason) remarks.push({ level: 'good', text: texts('reset', { text: device.reset_reason }) });
  return remarks;
}

/** All remarks on link and device, the meter first. */
export function remarksOn(status: Status, texts: Texts, format: Format): Remark[] {
  return linkRemarks(status, texts, format).concat(deviceRemarks(status.device ?? {}, texts, format));
}
