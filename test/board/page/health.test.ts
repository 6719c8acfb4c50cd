import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { remarksOn } from '../../../board/page/health.js';
import type { Status } from '../../../board/page/status.js';
import { fullStatus } from '../../browser/household.js';
import { en, english, plain } from '../../support/page.js';

const health = suite('page: health in words');

/** What is said in English of the full status with these changes. */
function said(link: Status['link'], device: Status['device'] = {}, changes: Status = {}): string[] {
  const full = fullStatus();
  const it = { ...full, ...changes, link: { ...full.link, ...link }, device: { ...full.device, ...device } };
  return remarksOn(it, english, en).map(({ level, words }) => `${level}: ${plain(words)}`);
}

health('all is well', () => {
  assert.equal(said({ bad_frames_today: 0 }), [
    'good: The meter is sending',
    'good: No bad frames today',
    'good: Clock set by the network',
    'good: Wi-Fi good, −61 dBm',
    'good: 41 % of memory free',
    'good: Running for 17 h',
  ]);
});

health('a silent meter is a fault, with since when on its own clock', () => {
  const stale = { stale: true, age_s: 900 };
  assert.is(said({ silent_since: '2026-11-21T02:12:09Z' }, {}, stale)[0], 'fault: Meter silent since 03:12');
  assert.is(said({ silent_since: '2026-11-20T02:12:09Z' }, {}, stale)[0], 'fault: Meter silent since 20 Nov 03:12');
  assert.is(said({ silent_since: null }, {}, stale)[0], 'fault: The meter is silent');
});

health('before the first list it is a fault only after a while', () => {
  const none = { age_s: null };
  assert.is(said({}, { uptime_s: 20 }, none)[0], 'note: The meter has sent nothing yet');
  assert.is(said({}, { uptime_s: 90 }, none)[0], 'fault: The meter has sent nothing yet');
});

health('bad frames are those of today', () => {
  assert.is(said({})[1], 'note: 17 bad frames today');
  assert.is(said({ bad_frames_today: 1 })[1], 'note: 1 bad frame today');
});

health('what else can be wrong is named', () => {
  assert.ok(said({ fault: 'ttyUSB0 has vanished' }).includes('fault: Port of the meter: ttyUSB0 has vanished'));
  assert.ok(said({ unknown_lists: 4, lists: 0 }).includes('fault: 4 lists cannot be read, see /frame'));
  assert.ok(said({ unknown_lists: 4 }).includes('note: 4 lists cannot be read, see /frame'));
  assert.ok(said({ overruns: 12 }).includes('note: 12 bytes lost before they were read'));
  assert.ok(said({}, { memory_free_percent: 6 }).includes('fault: Only 6 % of memory free'));
  assert.ok(said({}, { wifi_rssi_dbm: -85 }).includes('note: Wi-Fi very weak, −85 dBm'));
  assert.ok(said({}, { clock: 'none' }).includes('fault: No clock: hours and peaks are missing'));
  assert.ok(said({}, { clock: 'meter' }).includes('good: Clock set by the meter'));
  assert.ok(said({}, { config_faults: ['baud is no number'] }).includes('fault: Settings: baud is no number'));
  assert.ok(said({}, { reset_reason: 'power on' }).includes('good: Last start: power on'));
});

health('what is not known is not spoken of', () => {
  const nothing = { clock: null, wifi_rssi_dbm: null, memory_free_percent: null, uptime_s: null };
  assert.equal(said({ bad_frames_today: 0 }, nothing), ['good: The meter is sending', 'good: No bad frames today']);
});

health.run();
