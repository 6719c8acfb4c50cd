/** Endpoints for other programs: `/data.json` and `/metrics`. */

import { JSON_TYPE, type Response, uncached } from '../http/message.js';
import type { Snapshot } from '../status/status.js';
import { amsleserText } from './data-json.js';
import { METRICS_TYPE, metricsPieces } from './metrics.js';

/** The response for one of these paths. While the meter is silent, `/metrics` says so; `/data.json` is not asked for then. */
export function exportResponse(path: string, snapshot: Snapshot): Response {
  if (path === '/metrics') return uncached(METRICS_TYPE, '', metricsPieces(snapshot));
  return uncached(JSON_TYPE, amsleserText(snapshot));
}
