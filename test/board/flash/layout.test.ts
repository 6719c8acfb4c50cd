import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  layoutOf,
  PADDING_FILE,
  paddingAfter,
  roomOf,
  roomOfAll,
  type StoredFile,
} from '../../../board/flash/layout.js';

const PAGE = 4096;

/** Where the header of each file stands. */
function placesOf(files: StoredFile[]): Record<string, number> {
  let at = 0;
  const places: Record<string, number> = {};
  for (const { name, size } of files) {
    places[name] = at;
    at += roomOf(size);
  }
  return places;
}

const layout = suite('flash: layout');

layout('a file takes a header of 32 bytes and its size rounded up to 4', () => {
  assert.is(roomOf(1), 36);
  assert.is(roomOf(4), 36);
  assert.is(roomOf(5), 40);
});

layout('the padding ends at a page boundary', () => {
  assert.is(paddingAfter(PAGE), null);
  assert.is(paddingAfter(PAGE - 36), 4);
  // There is no room for a file with at least one byte: it goes on through the next page.
  assert.is(paddingAfter(PAGE - 32), PAGE);
  assert.is(paddingAfter(PAGE - 4), PAGE - 28);
  assert.is(paddingAfter(40), PAGE - 72);
});

layout('behind files of any size, what changes begins a page', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 8 }), (sizes) => {
      const fixed = sizes.map((size, place) => ({ name: `f${place}`, data: Buffer.alloc(size) }));
      const changing = [
        { name: 'account', data: Buffer.alloc(7) },
        { name: 'config.json', data: Buffer.alloc(20) },
      ];
      const files = layoutOf(fixed, changing);
      assert.is(placesOf(files).account % PAGE, 0);
      const names = files.map((file) => file.name).filter((name) => name !== PADDING_FILE);
      assert.equal(
        names,
        [...fixed, ...changing].map((file) => file.name),
      );
      assert.ok(files.every((file) => file.size >= file.data.length && file.size > 0));
      assert.is(roomOfAll(files), placesOf(files)['config.json'] + 52);
    }),
  );
});

layout.run();
