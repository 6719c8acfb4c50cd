/** What other programs fetch: `/data.json`, `/metrics` and `/healthz`, all made from what `/status` tells. */
import { amsleserText } from './amsleser.js';
import { type Answer, JSON_TYPE, NOT_STORED, sayPlainly, TEXT_TYPE } from './http.js';
import { METRICS_TYPE, metricsText } from './metrics.js';
import type { Status } from './status.js';

/** The answer to the path. The metrics tell of a silent meter too; the others are 503 with the reason then. */
export function outlet(path: string, status: Status, utcMs: number | null): Answer {
  const age = status.age_s;
  const fresh = age !== null && !status.stale;
  if (path === '/metrics') return { status: 200, type: METRICS_TYPE, body: metricsText(status, fresh) };
  if (!fresh) {
    const fault = status.link.fault;
    return sayPlainly(503, (age === null ? 'no list yet' : 'no list for ' + age + ' s') + (fault ? ': ' + fault : ''));
  }
  if (path === '/healthz') return { status: 200, type: TEXT_TYPE, body: 'ok\n' };
  return { status: 200, type: JSON_TYPE, body: amsleserText(status, utcMs), headers: NOT_STORED };
}
