/** Posts each list as JSON: `meter`, `meter_time`, the measurements and `energy_time`, as in `/status`. */

import { JSON_TYPE } from '../http/message.js';
import { FIELD_COUNT, fieldKeys } from '../reading/fields.js';
import { meterMembers } from '../status/status.js';
import { members, quote } from '../text/json.js';
import { dateTimeText } from '../time/date-time.js';
import type { PushRequest, PushSource, Target } from './queue.js';

/** Creates the target. An item has only the values after `meter`, separated by commas, which is shorter than JSON. */
export function createWebhook(source: PushSource): Target {
  const reading = source.reading;

  function itemsOf(due: boolean): string[] {
    if (!due) return [];
    return [
      [
        quote(dateTimeText(reading.time)),
        source.values(0, FIELD_COUNT),
        quote(dateTimeText(reading.energyTime)),
      ].join(),
    ];
  }

  function request(items: string[], path: string): PushRequest {
    const values = items[0].split(',');
    const parts: string[] = [];
    fieldKeys()
      .concat('energy_time')
      .forEach(function (key, i) {
        parts.push(key, values[i + 1]);
      });
    const body = '{' + meterMembers(reading, values[0]) + ',' + members(parts) + '}\n';
    return { path, headers: 'Content-Type: ' + JSON_TYPE + '\r\n', body, itemCount: 1 };
  }

  return { name: 'webhook', itemsOf, request };
}
