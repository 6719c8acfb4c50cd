/** What other programs fetch: `/data.json`, `/metrics` and `/healthz`. */

import { type Answer, fresh, JSON_TYPE, sayPlainly, TEXT_TYPE } from '../http/message.js';
import type { Told } from '../status/status.js';
import { floor } from '../text/math.js';
import { amsleserText } from './data-json.js';
import { METRICS_TYPE, metricsPieces } from './metrics.js';

/** The answer to the path. The metrics tell of a silent meter too; the others are 503 with the reason then. */
export function outlet(path: string, told: Told): Answer {
  const age = told.ageMs;
  const lively = age !== null && !told.stale;
  if (path === '/metrics') return fresh(METRICS_TYPE, '', metricsPieces(told, lively));
  if (!lively) {
    const silence = age === null ? 'no list yet' : 'no list for ' + floor(age / 1000) + ' s';
    return sayPlainly(503, silence + (told.fault ? ': ' + told.fault : ''));
  }
  if (path === '/healthz') return fresh(TEXT_TYPE, 'ok\n');
  return fresh(JSON_TYPE, amsleserText(told));
}
