import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  dayOf,
  dayText,
  hourOfDay,
  hourText,
  monthOf,
  monthText,
  utcOfCivil,
  utcOffsetS,
  zonedText,
} from '../../src/time/civil.js';
import { osloText } from '../support/site.js';

const HOUR_S = 3600;

function seconds(iso: string): number {
  return Date.parse(iso) / 1000;
}

const civil = suite('civil time');

civil('agrees with the zone data of Europe/Oslo in every hour of 2024 to 2031', () => {
  const end = Date.UTC(2032, 0, 1) / 1000;
  for (let utcS = Date.UTC(2024, 0, 1) / 1000; utcS < end; utcS += HOUR_S) {
    const text = osloText(utcS * 1000);
    const hour = utcS / HOUR_S;
    const ours = zonedText(utcS);
    if (ours.slice(0, 19) !== text) assert.is(ours, text);
    if (dayText(dayOf(hour)) !== text.slice(0, 10)) assert.is(dayText(dayOf(hour)), text.slice(0, 10));
    if (monthText(monthOf(hour)) !== text.slice(0, 7)) assert.is(monthText(monthOf(hour)), text.slice(0, 7));
    if (hourOfDay(hour) !== Number(text.slice(11, 13))) assert.is(hourOfDay(hour), text);
  }
});

civil('summer time begins and ends at 01:00 UTC on the last Sundays of March and October', () => {
  assert.is(utcOffsetS(seconds('2026-03-29T00:59:59Z')), HOUR_S);
  assert.is(utcOffsetS(seconds('2026-03-29T01:00:00Z')), 2 * HOUR_S);
  assert.is(utcOffsetS(seconds('2026-10-25T00:59:59Z')), 2 * HOUR_S);
  assert.is(utcOffsetS(seconds('2026-10-25T01:00:00Z')), HOUR_S);
  assert.is(hourText(seconds('2026-10-25T00:00:00Z') / HOUR_S), '2026-10-25T02:00:00+02:00');
  assert.is(hourText(seconds('2026-10-25T01:00:00Z') / HOUR_S), '2026-10-25T02:00:00+01:00');
});

civil('in the hour that occurs twice, an earlier time decides which one a civil clock shows', () => {
  const clock = seconds('2026-10-25T02:20:00Z');
  assert.is(utcOfCivil(clock, seconds('2026-10-25T00:19:50Z')), seconds('2026-10-25T00:20:00Z'));
  assert.is(utcOfCivil(clock, seconds('2026-10-25T01:19:50Z')), seconds('2026-10-25T01:20:00Z'));
  assert.is(
    utcOfCivil(seconds('2026-10-25T02:00:00Z'), seconds('2026-10-25T00:59:50Z')),
    seconds('2026-10-25T01:00:00Z'),
  );
});

civil('a civil clock is UTC+1 in winter and UTC+2 in summer', () => {
  for (const utcS of [
    seconds('2026-01-15T12:00:00Z'),
    seconds('2026-07-15T12:00:00Z'),
    seconds('2026-03-29T01:00:00Z'),
  ]) {
    assert.is(utcOfCivil(utcS + utcOffsetS(utcS), utcS - 10), utcS);
  }
});

civil.run();
