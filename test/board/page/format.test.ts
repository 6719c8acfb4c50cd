import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { civilOf, clockOf, hourSpan, offsetMinutes } from '../../../board/page/format.js';
import { en, nb, plain } from '../../support/page.js';

const format = suite('page: numbers and times');

format('an unknown value is a dash, and 0 is 0', () => {
  assert.is(nb.value(null, 2, 'kWh'), '–');
  assert.is(nb.value(undefined, 2, 'kWh'), '–');
  assert.is(plain(nb.value(0, 2, 'kWh')), '0,00 kWh');
});

format('numbers are in the format of the language', () => {
  assert.is(plain(nb.value(44264.291, 2, 'kWh')), '44 264,29 kWh');
  assert.is(plain(en.value(44264.291, 2, 'kWh')), '44,264.29 kWh');
  assert.is(plain(nb.value(-61, 0, 'dBm')), '−61 dBm');
  assert.is(plain(en.value(-1250, 0, 'W')), '−1,250 W');
});

format('dates and months are short words', () => {
  assert.is(plain(nb.date('2026-11-21')), '21. nov.');
  assert.is(plain(en.date('2026-11-21')), '21 Nov');
  assert.is(nb.month('2026-11-21'), 'November 2026');
});

format('durations have their largest one or two units', () => {
  const durations: [number, string, string][] = [
    [3.9, '3 s', '3 s'],
    [61, '1 min', '1 min'],
    [3600, '1 t', '1 h'],
    [11100, '3 t 5 min', '3 h 5 min'],
    [86400, '1 døgn', '1 day'],
    [1000000, '11 døgn', '11 days'],
  ];
  for (const [seconds, norwegian, english] of durations) {
    assert.is(nb.duration(seconds), norwegian);
    assert.is(en.duration(seconds), english);
  }
});

format('hours are those of the text, in any time zone of the browser', () => {
  assert.is(clockOf('2026-11-20T11:00:00+01:00'), '11:00');
  assert.is(hourSpan(23), '23–00');
  assert.is(hourSpan(7), '07–08');
});

format('a UTC time is shown in the time zone of the meter', () => {
  assert.is(offsetMinutes('2026-07-01T11:00:00+02:00'), 120);
  assert.is(offsetMinutes('2026-07-01T11:00:00-03:30'), -210);
  assert.is(offsetMinutes('2026-07-01T11:00:00'), null);
  assert.is(offsetMinutes(null), null);
  assert.is(civilOf('2026-06-30T23:12:00Z', 120), '2026-07-01T01:12:00');
});

format.run();
