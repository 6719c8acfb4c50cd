import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { at, bookOf, MINUTE_MS, rowOf, START } from '../support/account.js';
import { chance } from '../support/random.js';
import { createSite, HOUR_MS } from '../support/site.js';

const cuts = suite('account: power cuts');

cuts('the current hour continues, and the register of the next list completes it', () => {
  const site = createSite({ start: START });
  site.playTo(at(10, 40));
  const before = site.status().hour.import_kwh!;
  site.powerCut(at(10, 45));
  assert.is(site.status().hour.start, null);
  site.playTo(at(10, 50));
  const after = site.status().hour;
  assert.ok(after.import_kwh! > before * 0.7, `${after.import_kwh} after ${before}`);
  site.playTo(at(11, 1));
  assert.equal([rowOf(site, '11').import_kwh, rowOf(site, '11').estimated], [bookOf(site, at(10)), false]);
});

cuts('everything up to the last list is saved before a restart', () => {
  const site = createSite({ start: START });
  site.playTo(at(10, 40));
  const before = [site.status().hour.import_kwh, site.rows('hours').slice(0, -1), site.status().peaks];
  site.save();
  site.powerCut(at(10, 40));
  site.playTo(at(10, 40) + 5000);
  const { hour, peaks } = site.status();
  assert.equal([site.rows('hours').slice(0, -1), peaks], before.slice(1));
  assert.ok(hour.import_kwh! - (before[0] as number) < 0.05);
});

cuts('a damaged text is reported and ignored', () => {
  const site = createSite({ start: START });
  site.playTo(at(12, 40));
  site.board.files.set('account', site.board.files.get('account')!.replace(/.$/, 'x'));
  site.powerCut(at(12, 45));
  assert.equal(site.board.lines, ['storage: account is damaged and was ignored']);
  assert.equal(site.rows('days'), []);
  site.playTo(at(14, 1));
  assert.equal(rowOf(site, '14').import_kwh, bookOf(site, at(13)));
});

cuts('damage to the file of the hour costs the current hour only', () => {
  const site = createSite({ start: START });
  site.playTo(at(12, 40));
  site.board.files.set('account-hour', '1,2,3');
  site.powerCut(at(12, 45));
  assert.equal(site.board.lines, ['storage: account-hour is damaged and was ignored']);
  site.playTo(at(13, 1));
  assert.equal([rowOf(site, '13').import_kwh, rowOf(site, '13').estimated], [bookOf(site, at(12)), false]);
});

cuts('the day is written on the hour, the hour each ten minutes, and nothing while nothing changes', () => {
  const site = createSite({ start: START });
  const writes: string[] = [];
  const write = site.board.storage.write;
  site.board.storage.write = (name, text) => {
    writes.push(name);
    return write(name, text);
  };
  site.playTo(at(9, 0));
  writes.length = 0;
  site.playTo(at(12, 0));
  assert.equal(
    ['account', 'account-day'].map((file) => writes.filter((name) => name === file).length),
    [0, 3],
  );
  assert.ok(writes.length <= 3 + 18, `${writes.length} writes in three hours`);
  assert.ok(writes.length >= 3 + 12, `${writes.length} writes in three hours`);
  site.playTo(at(12, 5));
  site.board.pass(20 * MINUTE_MS, site.tick);
  writes.length = 0;
  site.board.pass(20 * MINUTE_MS, site.tick);
  assert.equal(writes, [], 'in a silence');
});

cuts('everything is written once a day; the files of a day have less than 20 kB', () => {
  const site = createSite({ start: START });
  site.playTo(START + 2 * HOUR_MS);
  const names: string[] = [];
  let bytes = 0;
  const write = site.board.storage.write;
  site.board.storage.write = (name, text) => {
    names.push(name);
    bytes += text.length;
    return write(name, text);
  };
  site.playTo(START + 26 * HOUR_MS);
  assert.is(names.filter((name) => name === 'account').length, 1);
  assert.is(names.filter((name) => name === 'account-day').length, 23);
  assert.ok(bytes > 5000 && bytes < 20000, `${bytes} bytes`);
});

for (const hours of [1, 5, 23, 24, 25, 30, 47, 49, 80]) {
  cuts(`after ${hours} hours and a cut, everything is as it was when it was saved`, () => {
    const site = createSite({ start: START });
    const random = chance(hours);
    // Lists are missing over an hour now and then: registers then change hours that were saved before.
    site.playTo(START + hours * HOUR_MS + 5 * MINUTE_MS, (push) => push.hourly && hours > 4 && random.below(10) < 4);
    site.save();
    const before = [site.rows('hours').slice(0, -1), site.rows('days').slice(0, -1), site.status().peaks];
    const now = START + hours * HOUR_MS + 5 * MINUTE_MS;
    site.powerCut(now);
    site.playTo(now + 5000);
    assert.equal([site.rows('hours').slice(0, -1), site.rows('days').slice(0, -1), site.status().peaks], before);
  });
}

cuts('over days are distributed by day', () => {
  const site = createSite({ start: START });
  site.playTo(at(10, 30));
  site.save();
  site.powerCut(at(24 * 5));
  site.playTo(at(24 * 5 + 1, 1));
  const days = site.rows('days').map((row) => row.import_kwh!);
  assert.is(days.length, 6);
  assert.is((days[1] * 100).toFixed(0), (days[2] * 100).toFixed(0), 'two whole days have the same');
});

cuts('a storage that cannot be written is reported once', () => {
  const site = createSite({ start: START });
  site.board.storageFull = true;
  site.playTo(at(12, 0));
  assert.equal(site.board.lines, ['storage: could not save; a power cut would lose energy']);
});

cuts.run();
