/** Weeks around critical days of the calendar, compared with the simulated meter's own books. `year.ts` tests the whole year. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { prove } from '../support/books.js';
import { createSite, osloText } from '../support/site.js';

const WEEKS: [string, number, number][] = [
  ['the change to summer time and the end of March', Date.UTC(2026, 2, 24, 10, 20), 10],
  ['the change from summer time and the end of October', Date.UTC(2026, 9, 20, 10, 20), 14],
  ['the end of a leap February', Date.UTC(2028, 1, 26, 10, 20), 5],
  ['New Year', Date.UTC(2026, 11, 26, 10, 20), 9],
];
const DAY_MS = 86400000;

const weeks = suite('account: weeks against the books');

for (const [name, start, days] of WEEKS) {
  weeks(`${name}: every hour, day and peak agrees with the books`, () => {
    const site = createSite({ start });
    const proof = prove(site, start + days * DAY_MS, false);
    assert.is(proof.hours, days * 24);
    assert.is(proof.hoursMarked, 1, 'only the hour in which it began');
    assert.is(proof.days, days);
    assert.is(proof.daysMarked, 1);
    assert.equal(site.board.lines, []);
  });

  weeks(`${name}, with lost lists, gaps and power cuts`, () => {
    const site = createSite({ start });
    const proof = prove(site, start + days * DAY_MS, true);
    assert.is(proof.hours, days * 24);
    assert.ok(proof.stretches > 0);
    assert.ok(proof.hoursMarked < days * 3, `${proof.hoursMarked} hours are marked`);
  });
}

weeks('days of 23 and of 25 hours are complete', () => {
  for (const [date, start, hours] of [
    ['2026-03-29', Date.UTC(2026, 2, 28, 20), 23],
    ['2026-10-25', Date.UTC(2026, 9, 24, 20), 25],
  ] as const) {
    const site = createSite({ start });
    site.playTo(start + 30 * 3600000 + 60000);
    const rows = site.rows('hours').filter((row) => row.start!.startsWith(date));
    assert.is(rows.length, hours);
    const sum = rows.reduce((total, row) => total + row.import_kwh!, 0);
    const day = site.rows('days').find((row) => row.date === date)!;
    assert.is(day.import_kwh!.toFixed(2), sum.toFixed(2));
    assert.is(rows[0].start!.slice(0, 19), osloText(Date.parse(rows[0].start!)));
  }
});

weeks.run();
