/** What other programs fetch: `/data.json`, `/metrics` and `/healthz`. */

import { JSON_TYPE, plainText, type Response, TEXT_TYPE, uncached } from '../http/message.js';
import type { Snapshot } from '../status/status.js';
import { floor } from '../text/math.js';
import { amsleserText } from './data-json.js';
import { METRICS_TYPE, metricsPieces } from './metrics.js';

/** The answer to the path. The metrics tell of a silent meter too; the others are 503 with the reason then. */
export function exportResponse(path: string, snapshot: Snapshot): Response {
  const age = snapshot.ageMs;
  const current = age !== null && !snapshot.stale;
  if (path === '/metrics') return uncached(METRICS_TYPE, '', metricsPieces(snapshot, current));
  if (!current) {
    const silence = age === null ? 'no list yet' : 'no list for ' + floor(age / 1000) + ' s';
    return plainText(503, silence + (snapshot.fault ? ': ' + snapshot.fault : ''));
  }
  if (path === '/healthz') return uncached(TEXT_TYPE, 'ok\n');
  return uncached(JSON_TYPE, amsleserText(snapshot));
}
