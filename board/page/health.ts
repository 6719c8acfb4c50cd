/** How link and device do, in words. Pure: the same state gives the same words. */
import { civilOf, clockOf, type Format } from './format.js';
import { type Device, dateOf, type Link, type Status } from './status.js';
import type { TextKey, Texts } from './texts.js';
import { zoneOf } from './zone.js';

/** A fault is told at once, a note only stands there. */
export interface Remark {
  level: 'good' | 'note' | 'fault';
  words: string;
}

/** A meter pushes each ten seconds: after a minute without a list something is wrong. */
const FIRST_LIST_S = 60;
const MEMORY_LOW_PERCENT = 10;
/** The lowest signal of each quality, in dBm. */
const WIFI: [number, TextKey][] = [
  [-60, 'wifiStrong'],
  [-70, 'wifiGood'],
  [-80, 'wifiWeak'],
  [-Infinity, 'wifiPoor'],
];

function counter(link: Link, name: string): number {
  return Number(link[name] ?? 0);
}

/** "03:12" where the meter hangs; with the date where it was not today. */
function sinceText(status: Status, utc: string, format: Format): string {
  const civil = civilOf(utc, zoneOf(status, Date.parse(utc)));
  const isToday = dateOf(status) === null || dateOf(status) === civil.slice(0, 10);
  return isToday ? clockOf(civil) : `${format.date(civil.slice(0, 10))} ${clockOf(civil)}`;
}

function meterRemark(status: Status, texts: Texts, format: Format): Remark {
  const since = status.link?.silent_since;
  if ((status.age_s ?? null) === null) {
    const late = (status.device?.uptime_s ?? 0) > FIRST_LIST_S;
    return { level: late ? 'fault' : 'note', words: texts('meterNever') };
  }
  if (!status.stale) return { level: 'good', words: texts('meterAnswers') };
  const words = since ? texts('meterSilent', { since: sinceText(status, since, format) }) : texts('meterSilentNow');
  return { level: 'fault', words };
}

function damageRemark(link: Link, texts: Texts): Remark {
  const count = counter(link, 'bad_frames_today');
  if (!count) return { level: 'good', words: texts('badNone') };
  return { level: 'note', words: texts(count === 1 ? 'badOneToday' : 'badToday', { count }) };
}

function linkRemarks(status: Status, texts: Texts, format: Format): Remark[] {
  const link = status.link ?? {};
  const remarks = [meterRemark(status, texts, format)];
  if (link.fault) remarks.push({ level: 'fault', words: texts('portFault', { words: link.fault }) });
  remarks.push(damageRemark(link, texts));
  const unreadable = counter(link, 'unknown_lists');
  if (unreadable) {
    const level = counter(link, 'lists') ? 'note' : 'fault';
    remarks.push({ level, words: texts('unreadable', { count: unreadable }) });
  }
  const lost = counter(link, 'overruns');
  if (lost) remarks.push({ level: 'note', words: texts('lost', { count: lost }) });
  return remarks;
}

function wifiRemark(rssi: number, texts: Texts, format: Format): Remark {
  const quality = WIFI.find(([lowest]) => rssi >= lowest)?.[1] as TextKey;
  const level = quality === 'wifiStrong' || quality === 'wifiGood' ? 'good' : 'note';
  return { level, words: texts('wifi', { quality: texts(quality), dbm: format.value(rssi, 0, 'dBm') }) };
}

function memoryRemark(free: number, texts: Texts, format: Format): Remark {
  const low = free < MEMORY_LOW_PERCENT;
  const words = texts(low ? 'memoryLow' : 'memory', { percent: format.value(free, 0, '%') });
  return { level: low ? 'fault' : 'good', words };
}

function clockRemark(clock: string, texts: Texts): Remark {
  if (clock === 'ntp') return { level: 'good', words: texts('clockNtp') };
  if (clock === 'meter') return { level: 'good', words: texts('clockMeter') };
  return { level: 'fault', words: texts('clockNone') };
}

function deviceRemarks(device: Device, texts: Texts, format: Format): Remark[] {
  const remarks: Remark[] = [];
  for (const words of device.config_faults ?? []) remarks.push({ level: 'fault', words: texts('config', { words }) });
  if (device.clock) remarks.push(clockRemark(device.clock, texts));
  const rssi = device.wifi_rssi_dbm ?? null;
  if (rssi !== null) remarks.push(wifiRemark(rssi, texts, format));
  const free = device.memory_free_percent ?? null;
  if (free !== null) remarks.push(memoryRemark(free, texts, format));
  const uptime = device.uptime_s ?? null;
  if (uptime !== null) remarks.push({ level: 'good', words: texts('running', { time: format.duration(uptime) }) });
  if (device.reset_reason) remarks.push({ level: 'good', words: texts('reset', { words: device.reset_reason }) });
  return remarks;
}

/** All that is to be said of link and device, the meter first. */
export function remarksOn(status: Status, texts: Texts, format: Format): Remark[] {
  return linkRemarks(status, texts, format).concat(deviceRemarks(status.device ?? {}, texts, format));
}
