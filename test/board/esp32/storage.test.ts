import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PAGE_BYTES } from '../../../board/esp32/log.js';
import { createFlash, createStorage, flashOf, writeUntilCut } from '../../support/flash.js';

const OLD = '{"lists":1}';
const NEW = '{"lists":1234567}';

const storage = suite('esp32 storage');

storage('gives what was written, after a restart too, and nothing for what was not', () => {
  const flash = createFlash();
  const one = createStorage(flash);
  assert.is(one.read('counters'), undefined);
  assert.ok(one.write('counters', OLD));
  assert.ok(one.write('account', 'x'.repeat(2000)));
  assert.ok(one.write('counters', NEW));
  for (const storage of [one, createStorage(flash)]) {
    assert.is(storage.read('counters'), NEW);
    assert.is(storage.read('account'), 'x'.repeat(2000));
  }
});

storage('writes nothing when the text is the same', () => {
  const flash = flashOf([['counters', OLD]]);
  const before = flash.steps();
  assert.ok(createStorage(flash).write('counters', OLD));
  assert.is(flash.steps(), before);
});

storage('reads what the flash tool has written, until the device has written it itself', () => {
  const flash = createFlash();
  flash.files.write('config.json', OLD, 0, OLD.length);
  const one = createStorage(flash);
  assert.is(one.read('config.json'), OLD);
  assert.ok(one.write('config.json', NEW));
  assert.is(createStorage(flash).read('config.json'), NEW);
});

storage('a power cut before any step of a write leaves the old or the new text, and the next write works', () => {
  const old = flashOf([['counters', OLD]]).memory;
  const whole = createFlash(undefined, old.slice());
  createStorage(whole).write('counters', NEW);
  assert.ok(whole.steps() > NEW.length && whole.steps() < NEW.length + 40, 'it is written once');
  const found = new Set<string | undefined>();
  for (let cut = 0; cut <= whole.steps(); cut++) {
    const flash = createFlash(cut, old.slice());
    writeUntilCut(flash, 'counters', NEW);
    const later = createStorage(createFlash(undefined, flash.memory));
    const text = later.read('counters');
    assert.ok(text === OLD || text === NEW, `cut before step ${cut}: ${text}`);
    found.add(text);
    assert.ok(later.write('counters', OLD + NEW));
    assert.is(later.read('counters'), OLD + NEW);
  }
  assert.is(found.size, 2);
});

/** A flash whose log has no room for 2000 bytes more in the half in use. */
function fullHalf(): Uint8Array {
  const flash = flashOf([
    ['config.json', OLD],
    ['counters', OLD],
  ]);
  const one = createStorage(flash);
  for (let i = 0; i < 14; i++) assert.ok(one.write('account', `${i}`.padEnd(2000, 'x')));
  return flash.memory;
}

storage('when a half is full the other one is used, and a power cut before any step of that loses no text', () => {
  const full = fullHalf();
  const account = createStorage(createFlash(undefined, full.slice())).read('account');
  const next = 'y'.repeat(2000);
  const whole = createFlash(undefined, full.slice());
  createStorage(whole).write('account', next);
  assert.ok(whole.steps() > 4000, 'the other half is written');
  const found = new Set<string | undefined>();
  for (let cut = 0; cut <= whole.steps(); cut += cut < 100 || cut > whole.steps() - 2100 ? 1 : 7) {
    const flash = createFlash(cut, full.slice());
    writeUntilCut(flash, 'account', next);
    const later = createStorage(createFlash(undefined, flash.memory));
    assert.equal([later.read('config.json'), later.read('counters')], [OLD, OLD], `cut before step ${cut}`);
    const text = later.read('account');
    assert.ok(text === account || text === next, `cut before step ${cut}`);
    found.add(text);
    assert.ok(later.write('account', next), `cut before step ${cut}`);
  }
  assert.is(found.size, 2);
});

storage('no file of the firmware is ever written or moved, in a year of writes', () => {
  const flash = createFlash();
  const code = 'function firmware(){}'.repeat(500);
  flash.files.write('.bootcde', code, 0, code.length);
  const front = flash.memory.slice(0, code.length + 32);
  const one = createStorage(flash);
  const free = flash.files.getStats().freeBytes;
  for (let i = 0; i < 5000; i++)
    assert.ok(one.write(i % 50 ? 'account-hour' : 'account', `${i}`.padEnd(i % 50 ? 40 : 1900)));
  assert.equal(flash.memory.slice(0, front.length), front);
  assert.is(flash.files.getStats().freeBytes, free, 'the Storage of Espruino is not used');
  assert.is(createStorage(flash).read('account-hour'), '4999'.padEnd(40));
});

storage('a flash without room for the log keeps nothing, says so, and is never written to', () => {
  for (const pages of [1, 4, 14, 15]) {
    const flash = createFlash(undefined, pages * PAGE_BYTES);
    flash.files.write('config.json', OLD, 0, OLD.length);
    const before = flash.memory.slice();
    const one = createStorage(flash);
    assert.is(one.write('counters', NEW), false);
    assert.is(one.read('counters'), undefined);
    assert.is(one.read('config.json'), OLD);
    assert.equal(flash.memory, before);
  }
});

storage('a text that does not fit leaves the others', () => {
  const flash = flashOf([['counters', OLD]]);
  const one = createStorage(flash);
  assert.is(one.write('account', 'x'.repeat(7 * PAGE_BYTES)), false);
  assert.is(one.read('counters'), OLD);
  assert.is(createStorage(flash).read('counters'), OLD);
});

storage('flash that is worn out says so, and the old text stays', () => {
  const flash = flashOf([['counters', OLD]]);
  const one = createStorage(flash);
  flash.raw.write = () => {};
  assert.is(one.write('counters', NEW), false);
  assert.is(one.read('counters'), OLD);
});

storage.run();
