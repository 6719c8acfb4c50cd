import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { remarksOn } from '../../../board/page/health.js';
import type { Status } from '../../../board/page/status.js';
import { fullStatus } from '../../browser/household.js';
import { en, english, plain } from '../../support/page.js';

const health = suite('page: health in words');

/** The English remarks on the full status with these changes. */
function remarks(link: Status['link'], device: Status['device'] = {}, changes: Status = {}): string[] {
  const full = fullStatus();
  const status = { ...full, ...changes, link: { ...full.link, ...link }, device: { ...full.device, ...device } };
  return remarksOn(status, english, en).map(({ level, text }) => `${level}: ${plain(text)}`);
}

health('all is well', () => {
  assert.equal(remarks({ bad_frames_today: 0 }), [
    'good: The meter is sending',
    'good: No bad frames today',
    'good: Clock set by NTP',
    'good: Wi-Fi signal: good, −61 dBm',
    'good: 41 % of memory free',
    'good: Running for 17 h',
  ]);
});

health('a silent meter is a fault, with the time at the meter since when', () => {
  const stale = { stale: true, age_s: 900 };
  assert.is(
    remarks({ silent_since: '2026-11-21T02:12:09Z' }, {}, stale)[0],
    'fault: No data from the meter since 03:12',
  );
  assert.is(
    remarks({ silent_since: '2026-11-20T02:12:09Z' }, {}, stale)[0],
    'fault: No data from the meter since 20 Nov 03:12',
  );
  assert.is(remarks({ silent_since: null }, {}, stale)[0], 'fault: No data from the meter');
});

health('no list since the start is a fault only after a minute', () => {
  const none = { age_s: null };
  assert.is(remarks({}, { uptime_s: 20 }, none)[0], 'note: The meter has not sent anything yet');
  assert.is(remarks({}, { uptime_s: 90 }, none)[0], 'fault: The meter has not sent anything yet');
});

health('bad frames are counted for today', () => {
  assert.is(remarks({})[1], 'note: 17 bad frames today');
  assert.is(remarks({ bad_frames_today: 1 })[1], 'note: 1 bad frame today');
});

health('other faults are named', () => {
  assert.ok(remarks({ fault: 'ttyUSB0 has disappeared' }).includes('fault: Meter port: ttyUSB0 has disappeared'));
  assert.ok(remarks({ unknown_lists: 4, lists: 0 }).includes('fault: 4 lists could not be read, see /frame'));
  assert.ok(remarks({ unknown_lists: 4 }).includes('note: 4 lists could not be read, see /frame'));
  assert.ok(remarks({ overruns: 12 }).includes('note: 12 bytes were lost before they were read'));
  assert.ok(remarks({}, { memory_free_percent: 6 }).includes('fault: Only 6 % of memory free'));
  assert.ok(remarks({}, { wifi_rssi_dbm: -85 }).includes('note: Wi-Fi signal: very weak, −85 dBm'));
  assert.ok(remarks({}, { clock: 'none' }).includes('fault: The clock is not set: hours and peaks are missing'));
  assert.ok(remarks({}, { clock: 'meter' }).includes('good: Clock set by the meter'));
  assert.ok(
    remarks({}, { config_faults: ['baud must be a number'] }).includes('fault: Settings: baud must be a number'),
  );
  assert.ok(remarks({}, { reset_reason: 'power on' }).includes('good: Last start: power on'));
});

health('there is no remark on what is unknown', () => {
  const nothing = { clock: null, wifi_rssi_dbm: null, memory_free_percent: null, uptime_s: null };
  assert.equal(remarks({ bad_frames_today: 0 }, nothing), ['good: The meter is sending', 'good: No bad frames today']);
});

health.run();
