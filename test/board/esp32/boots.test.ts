import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { announceRestart, bootSurvived, countBoot } from '../../../board/esp32/boots.js';
import { createFlash, createStorage, flashOf } from '../../support/flash.js';

const boots = suite('esp32 boots');

boots('three starts that end within a minute make the fourth a safe one', () => {
  const it = createStorage(createFlash());
  assert.equal(
    [1, 2, 3, 4].map(() => countBoot(it).safe),
    [false, false, false, true],
  );
});

boots('a start that lasts, or that is asked to end, starts the count again', () => {
  const it = createStorage(createFlash());
  countBoot(it);
  countBoot(it);
  countBoot(it);
  bootSurvived(it);
  assert.is(countBoot(it).safe, false);
  countBoot(it);
  countBoot(it);
  announceRestart(it, 'requested over HTTP');
  const after = countBoot(it);
  assert.equal([after.safe, after.reason], [false, 'requested over HTTP']);
  assert.is(countBoot(it).reason, null);
});

boots('a file that is nonsense counts as none', () => {
  const it = createStorage(flashOf([['boots', '\xff\xff']]));
  assert.equal([countBoot(it).safe, countBoot(it).reason], [false, null]);
});

boots.run();
