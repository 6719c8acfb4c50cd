/** A whole year of the simulated meter, 3.2 million lists, against its own books: `npm run test:year`. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { prove } from './support/books.js';
import { createSite } from './support/site.js';

const START = Date.UTC(2025, 11, 29, 10, 20);
const DAYS = 370;

const year = suite('account: a year against the books');

for (const troubled of [false, true]) {
  year(
    troubled ? 'with lost lists, gaps and power cuts every third day' : 'undisturbed, its peaks each day too',
    () => {
      const site = createSite({ start: START });
      const proof = prove(site, START + DAYS * 86400000, troubled);
      console.log(`\n${JSON.stringify(proof)}`);
      assert.is(proof.hours, DAYS * 24);
      assert.is(proof.days, DAYS);
      assert.is(site.rows('days').length, 62);
      assert.is(site.rows('months').length, 14);
      if (!troubled) assert.equal([proof.hoursMarked, proof.daysMarked], [1, 1]);
    },
  );
}

year.run();
