/** What other programs fetch: `/data.json`, `/metrics` and `/healthz`, all made from what `/status` tells. */
import { amsleserText } from './amsleser.js';
import { type Answer, fresh, JSON_TYPE, sayPlainly, TEXT_TYPE } from './http-message.js';
import { METRICS_TYPE, metricsText } from './metrics.js';
import type { Status } from './status.js';

/** The answer to the path. The metrics tell of a silent meter too; the others are 503 with the reason then. */
export function outlet(path: string, status: Status, utcMs: number | null): Answer {
  const age = status.age_s;
  const lively = age !== null && !status.stale;
  if (path === '/metrics') return fresh(METRICS_TYPE, metricsText(status, lively));
  if (!lively) {
    const fault = status.link.fault;
    return sayPlainly(503, (age === null ? 'no list yet' : 'no list for ' + age + ' s') + (fault ? ': ' + fault : ''));
  }
  if (path === '/healthz') return fresh(TEXT_TYPE, 'ok\n');
  return fresh(JSON_TYPE, amsleserText(status, utcMs));
}
