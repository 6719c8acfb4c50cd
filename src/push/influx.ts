/**
 * InfluxDB line protocol over HTTP, for InfluxDB 1.x, 2.x, 3.x and VictoriaMetrics: one line per list, and one for the
 * registers of an hourly list, with the time of their full hour.
 */

import { ENERGY_IMPORT, FIELD_COUNT, fieldKeys } from '../reading/fields.js';
import { visibleMeterId } from '../reading/reading.js';
import { floor } from '../text/math.js';
import { HOUR_S } from '../time/civil.js';
import type { PushRequest, PushSource, Target } from './queue.js';

/** Base64, in Node and Espruino alike. */
declare function btoa(text: string): string;

/** Most lines in one request. */
const BATCH = 5;
/** Registers received within so many seconds of a full hour are those of the hour. */
const NEAR_S = 60;

/** Creates the target. An item is the index of its first field, s UTC, the values and the meter id, separated by commas. */
export function createInflux(source: PushSource): Target {
  /** The line of an item; '' if none of its values is known. */
  function line(item: string): string {
    const keys = fieldKeys();
    const parts = item.split(',');
    const first = +parts[0];
    const end = 2 + (first ? FIELD_COUNT : ENERGY_IMPORT) - first;
    const meter = parts.slice(end).join();
    let fields = '';
    let tag = '';
    for (let i = 2; i < end; i++) {
      if (parts[i] !== 'null') fields += (fields && ',') + keys[first + i - 2] + '=' + parts[i];
    }
    for (let i = 0; i < meter.length; i++) {
      const c = meter.charAt(i);
      // Backslashes and characters outside printable ASCII are left out.
      if (c < ' ' || c > '~' || c === '\\') continue;
      tag += (c === ' ' || c === ',' || c === '=' ? '\\' : '') + c;
    }
    return fields && 'han' + (tag && ',meter=' + tag) + ' ' + fields + ' ' + parts[1] + '\n';
  }

  function itemsOf(due: boolean, hourly: boolean): string[] {
    const items: string[] = [];
    const now = source.utc();
    function addItem(first: number, end: number, utcS: number): void {
      const item = [first, utcS, source.values(first, end), visibleMeterId(source.reading)].join();
      if (line(item)) items.push(item);
    }
    // Lines need a time.
    if (now === null) return items;
    const utcS = floor(now / 1000);
    const hourS = floor(utcS / HOUR_S + 0.5) * HOUR_S;
    // Registers that come with each list (those with a unit of their own) are those of the moment.
    const ofHour = Math.abs(utcS - hourS) <= NEAR_S && !source.reading.registerUnitWh;
    if (hourly) addItem(ENERGY_IMPORT, FIELD_COUNT, ofHour ? hourS : utcS);
    if (due) addItem(0, ENERGY_IMPORT, utcS);
    return items;
  }

  function request(items: string[], path: string): PushRequest {
    const token = source.settings.influx_token as string;
    const batch = items.slice(0, BATCH);
    return {
      path: path + (path.indexOf('?') < 0 ? '?' : '&') + 'precision=s',
      // USER:PASSWORD is for 1.x.
      headers:
        token && 'Authorization: ' + (token.indexOf(':') < 0 ? 'Token ' + token : 'Basic ' + btoa(token)) + '\r\n',
      body: batch.map(line).join(''),
      itemCount: batch.length,
    };
  }

  return { name: 'influx', itemsOf, request };
}
