import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { START } from '../support/account.js';
import { createSite, HOUR_MS, type Site } from '../support/site.js';

/** Limits so close that most hours pass some. */
const CONFIG = { steps_kw: '1,1.2,1.4,1.6,1.8,2,2.2,2.4,2.6,2.8,3,3.2,3.4,3.6,3.8,4,5,20' };
const ASK_EVERY_MS = 30000;
const COMPARE_EVERY_MS = 17 * 60000;

/** What depends on the account, of all that is served. */
function accountOf(site: Site): unknown {
  const { hour, today, month, peaks, peak_average_kw, capacity_step_kw, hour_left_kwh, site: own } = site.status();
  const metrics = site.get('/metrics').body.match(/^han_\w+_energy_joules.*$/gm);
  const { ea } = JSON.parse(site.get('/data.json').body);
  return { hour, today, month, peaks, peak_average_kw, capacity_step_kw, hour_left_kwh, own, metrics, ea };
}

const energy = suite('energy as JSON');

energy('requests before do not change what a request is told', () => {
  const asked = createSite({ start: START }, CONFIG);
  const left = new Set<unknown>();
  for (let ms = START; ms < START + 30 * HOUR_MS; ms += COMPARE_EVERY_MS) {
    for (let at = ms; at < ms + COMPARE_EVERY_MS; at += ASK_EVERY_MS) {
      asked.playTo(at);
      const { hour_left_kwh } = asked.status();
      if (at > START) assert.ok((hour_left_kwh as number) > 0, `there is a next step, not ${hour_left_kwh}`);
    }
    if ((ms - START) % (5 * COMPARE_EVERY_MS)) continue;
    const fresh = createSite({ start: START }, CONFIG);
    fresh.playTo(ms + COMPARE_EVERY_MS - ASK_EVERY_MS);
    assert.equal(accountOf(asked), accountOf(fresh), new Date(ms).toISOString());
    left.add(asked.status().capacity_step_kw);
  }
  assert.ok(left.size > 1, 'the step has changed');
});

energy.run();
