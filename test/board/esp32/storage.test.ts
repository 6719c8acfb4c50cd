import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countBoot } from '../../../board/esp32/boots.js';
import { createFlash, createStorage } from '../../support/flash.js';

const OLD = '{"lists":1}';
const NEW = '{"lists":1234567}';

/** The steps of a work that starts with these files. */
function stepsOf(files: [string, string][], work: (flash: ReturnType<typeof createFlash>) => void): number {
  const flash = createFlash(undefined, new Map(files));
  work(flash);
  return flash.steps();
}

const storage = suite('esp32 storage');

storage('gives what was written, and nothing for what was not', () => {
  const flash = createFlash();
  const it = createStorage(flash);
  assert.is(it.read('counters'), undefined);
  assert.ok(it.write('counters', OLD));
  assert.ok(it.write('counters', NEW));
  assert.is(it.read('counters'), NEW);
  assert.equal([...flash.files], [['counters', NEW]], 'no spare stays behind');
});

storage('writes nothing when the text is the same', () => {
  assert.is(
    stepsOf([['counters', OLD]], (flash) => createStorage(flash).write('counters', OLD)),
    0,
  );
});

storage('a power cut before any step of a write leaves the old or the new text, and the next write works', () => {
  const all = stepsOf([['counters', OLD]], (flash) => createStorage(flash).write('counters', NEW));
  assert.ok(all > NEW.length && all < NEW.length * 2, 'one file is written');
  const found = new Set<string | undefined>();
  for (let cut = 0; cut < all; cut++) {
    const files = new Map([['counters', OLD]]);
    createStorage(createFlash(cut, files)).write('counters', NEW);
    const later = createStorage(createFlash(undefined, files));
    const text = later.read('counters');
    assert.ok(text === OLD || text === NEW, `cut before step ${cut}: ${text}`);
    found.add(text);
    assert.ok(later.write('counters', OLD + NEW));
    assert.is(later.read('counters'), OLD + NEW);
  }
  assert.is(found.size, 2);
});

storage('a power cut while an interrupted write is completed loses nothing either', () => {
  const all = stepsOf([['counters', OLD]], (flash) => createStorage(flash).write('counters', NEW));
  for (let cut = 0; cut < all; cut++) {
    for (let second = 0; second < NEW.length + 4; second++) {
      const files = new Map([['counters', OLD]]);
      createStorage(createFlash(cut, files)).write('counters', NEW);
      const first = createStorage(createFlash(undefined, new Map(files))).read('counters');
      try {
        createStorage(createFlash(second, files)).read('counters');
      } catch (error) {
        assert.is((error as Error).message, 'power');
      }
      const text = createStorage(createFlash(undefined, files)).read('counters');
      assert.is(text, first, `cuts before ${cut} and ${second}`);
    }
  }
});

storage('a flash in which nothing more has room costs no text that was kept, and no start', () => {
  for (let steps = 0; steps < 60; steps++) {
    const files = new Map([['counters', OLD]]);
    createStorage(createFlash(steps, files)).write('counters', NEW);
    if (files.has('counters')) continue;
    // The power went when the spare was whole and the old text gone.
    const flash = createFlash(undefined, files, 0);
    assert.is(createStorage(flash).read('counters'), NEW);
    assert.is(createStorage(flash).read('counters'), NEW, 'once more');
    assert.is(createStorage(createFlash(undefined, files)).read('counters'), NEW, 'when there is room');
    return;
  }
  assert.unreachable('no cut left the spare alone');
});

storage('a write for which there is no room says so and leaves the old text', () => {
  const flash = createFlash();
  const it = createStorage(flash);
  it.write('counters', OLD);
  flash.write = () => {
    throw new Error('Not enough free memory');
  };
  assert.is(it.write('counters', NEW), false);
  assert.is(it.read('counters'), OLD);
});

storage.run();

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
  countBoot(it).survived();
  assert.is(countBoot(it).safe, false);
  countBoot(it);
  countBoot(it).leave('requested over HTTP');
  const after = countBoot(it);
  assert.equal([after.safe, after.reason], [false, 'requested over HTTP']);
  assert.is(countBoot(it).reason, null);
});

boots('a file that is nonsense counts as none', () => {
  const it = createStorage(createFlash(undefined, new Map([['boots', '\xff\xff']])));
  assert.equal([countBoot(it).safe, countBoot(it).reason], [false, null]);
});

boots.run();
