import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { civilText, daysFromCivil } from '../../src/time/calendar.js';
import { clockInvalid, dateTimeText, meterMs } from '../../src/time/date-time.js';
import { dateTime } from '../support/frame.js';
import { bytesOf } from '../support/hex.js';

const time = suite('time');

time('day 0 is 1970-01-01, and days continue over leap years and centuries', () => {
  assert.is(daysFromCivil(1970, 1, 1), 0);
  assert.is(daysFromCivil(1969, 12, 31), -1);
  assert.is(daysFromCivil(2000, 3, 1) - daysFromCivil(2000, 2, 28), 2);
  assert.is(daysFromCivil(2100, 3, 1) - daysFromCivil(2100, 2, 28), 1);
  assert.is(daysFromCivil(2024, 2, 29), 19782);
});

time('milliseconds become text of whole seconds', () => {
  assert.is(civilText(0), '1970-01-01T00:00:00');
  assert.is(civilText(-1), '1969-12-31T23:59:59');
  assert.is(civilText(Date.UTC(2026, 10, 21, 8, 5, 9) + 999), '2026-11-21T08:05:09');
  assert.is(civilText(Date.UTC(2024, 1, 29, 23, 59, 59)), '2024-02-29T23:59:59');
});

time('a date-time of the meter is read in its order, with the weekday between day and hour', () => {
  assert.is(dateTimeText(bytesOf('07 E1 0A 14 05 03 2B 1E FF 80 00 00')), '2017-10-20T03:43:30');
});

time('the status does not change date or time', () => {
  for (const status of [0x00, 0x80, 0x01]) {
    assert.is(dateTimeText(Uint8Array.from(dateTime('2026-07-15T13:05:20', status))), '2026-07-15T13:05:20');
  }
});

time('the lowest bit of the status says that the clock is not valid', () => {
  assert.equal(
    [0x00, 0x01, 0x80, 0x81].map((status) => clockInvalid(Uint8Array.from(dateTime('2000-01-01T00:00:00', status)))),
    [false, true, false, true],
  );
});

time('an incomplete date is null', () => {
  for (const hex of [
    '00 00 00 00 00 00 00 00 00 00 00 00',
    'FF FF 01 01 FF 00 00 00 FF 80 00 00',
    '07 EA 00 0F FF 0D 05 14 FF 80 00 00',
    '07 EA 0D 0F FF 0D 05 14 FF 80 00 00',
    '07 EA FF 0F FF 0D 05 14 FF 80 00 00',
    '07 EA 01 00 FF 0D 05 14 FF 80 00 00',
    '07 EA 01 20 FF 0D 05 14 FF 80 00 00',
    '07 EA 01 0F FF 18 05 14 FF 80 00 00',
    '07 EA 01 0F FF FF 05 14 FF 80 00 00',
    '07 EA 01 0F FF 0D 3C 14 FF 80 00 00',
    '07 EA 01 0F FF 0D 05 3C FF 80 00 00',
  ]) {
    assert.is(meterMs(bytesOf(hex)), null, hex);
    assert.is(dateTimeText(bytesOf(hex)), null, hex);
  }
});

time.run();
