import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Push } from '../../board/host/simulator/meter.js';
import { dayText, hourText } from '../../src/time/civil.js';
import { START } from '../support/account.js';
import { createSite, HOUR_MS, type Site } from '../support/site.js';

const DAY_MS = 24 * HOUR_MS;
/** Midnights of UTC after which summer time begins and ends, and a month and a year end. */
const TURNS = [Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 25), Date.UTC(2026, 2, 1), Date.UTC(2027, 0, 1)];

/** Plays only the hourly lists from the day before a time to the day after it. */
function playAround(utcMs: number): Site {
  const site = createSite({ start: utcMs - DAY_MS + HOUR_MS / 2 }, {}, { ntp: true });
  site.playTo(utcMs + DAY_MS, (push: Push) => !push.hourly);
  return site;
}

/** So many numbers that follow each other, the last of which is `last`. */
function numbersTo(last: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => last - count + 1 + i);
}

const history = suite('history');

history('the starts of consecutive rows are those of the calendar', () => {
  for (const turn of TURNS) {
    const site = playAround(turn);
    const hours = site.rows('hours').map((row) => row.start);
    const lastHour = Date.parse(hours.at(-1) as string) / HOUR_MS;
    assert.ok(hours.length > 24);
    assert.equal(hours, numbersTo(lastHour, hours.length).map(hourText));
    const days = site.rows('days').map((row) => row.date);
    const lastDay = Date.parse(days.at(-1) as string) / DAY_MS;
    assert.ok(days.length >= 2);
    assert.equal(days, numbersTo(lastDay, days.length).map(dayText));
  }
});

history('current transformers multiply the powers, unknown ones stay unknown', () => {
  const powersWith = (ratio: number): { json: (number | null)[]; csv: string[] } => {
    const site = createSite({ start: START }, { ct_ratio: ratio });
    site.playTo(START + HOUR_MS / 2);
    site.playTo(START + HOUR_MS / 2 + 60000, () => true);
    site.playTo(START + HOUR_MS);
    const csv = site.get('/history?span=power', 'Accept: text/csv\r\n').body;
    return { json: JSON.parse(site.get('/history?span=power').body).rows, csv: csv.split('\n').slice(1, -1) };
  };
  const bare = powersWith(1);
  const scaled = powersWith(2.5);
  assert.ok(bare.json.length > 300 && bare.json.includes(null));
  assert.equal(
    scaled.json,
    bare.json.map((power) => (power === null ? null : Math.floor(power * 2.5 + 0.5))),
  );
  for (const { json, csv } of [bare, scaled]) {
    assert.equal(
      csv,
      json.map((power) => (power === null ? '' : String(power))),
    );
  }
});

history.run();
