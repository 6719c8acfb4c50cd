import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { zoneOf } from '../../../board/page/zone.js';

const zone = suite('page: time zone');

zone(
  "the time zone is that of the meter, in summer and winter, and the browser's only until the device reports an hour",
  () => {
    const utc = Date.UTC(2026, 6, 1);
    assert.is(zoneOf({ hour: { start: '2026-07-01T00:00:00+02:00' } }, utc), 120);
    assert.is(zoneOf({ hour: { start: '2026-11-21T18:00:00+01:00' } }, utc), 60);
    for (const before of [null, {}, { hour: null }, { hour: { start: null } }])
      assert.is(zoneOf(before, utc), -new Date(utc).getTimezoneOffset());
  },
);

zone.run();
