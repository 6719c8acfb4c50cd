/** What other programs fetch: `/data.json` and `/metrics`. */

import { JSON_TYPE, type Response, uncached } from '../http/message.js';
import type { Snapshot } from '../status/status.js';
import { amsleserText } from './data-json.js';
import { METRICS_TYPE, metricsPieces } from './metrics.js';

/** The answer to the path. The metrics tell of a silent meter too; `/data.json` is asked for only while there are values. */
export function exportResponse(path: string, snapshot: Snapshot): Response {
  if (path === '/metrics') return uncached(METRICS_TYPE, '', metricsPieces(snapshot));
  return uncached(JSON_TYPE, amsleserText(snapshot));
}
