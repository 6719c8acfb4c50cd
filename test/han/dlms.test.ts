import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { notificationBody, numberAt, walkStructure } from '../../src/han/dlms.js';
import { NULL, obis, octets, signed, structure, text, u16, u32 } from '../support/frame.js';
import { bytesOf, hexOf } from '../support/hex.js';

/** The elements that a walk visits, as `tag:value`, and where it ended. */
function walk(bytes: Uint8Array, at = 0, end = bytes.length): { met: string[]; behind: number } {
  const met: string[] = [];
  const behind = walkStructure(bytes, at, end, (tag, from, length) => {
    met.push(`${hexOf(Uint8Array.of(tag))}:${hexOf(bytes.subarray(from, from + length))}`);
  });
  return { met, behind };
}

const walking = suite('dlms: walking a structure');

walking('each element is visited with its tag and value', () => {
  const bytes = Uint8Array.from(
    structure([
      u32(0x01020304),
      u16(0x0506),
      NULL,
      text('AB'),
      obis('1.1.1.7.0.255'),
      signed(1, -1),
      [0x16, 27],
      [0x11, 9],
    ]),
  );
  const { met, behind } = walk(bytes);
  assert.equal(met, ['06:01020304', '12:0506', '00:', '0A:4142', '09:0101010700FF', '0F:FF', '16:1B', '11:09']);
  assert.is(behind, bytes.length);
});

walking('the elements of nested structures are visited in order', () => {
  const bytes = Uint8Array.from(structure([u16(1), structure([u16(2), structure([u16(3)]), u16(4)]), u16(5)]));
  const { met, behind } = walk(bytes);
  assert.equal(met, ['12:0001', '12:0002', '12:0003', '12:0004', '12:0005']);
  assert.is(behind, bytes.length);
});

walking('it ends after the last element, and does not look at what follows', () => {
  const inner = structure([u16(7)]);
  const bytes = Uint8Array.from([0xaa, 0xbb, ...inner, 0xcc, 0xdd]);
  assert.equal(walk(bytes, 2), { met: ['12:0007'], behind: 2 + inner.length });
  assert.is(walk(Uint8Array.from(structure([]))).behind, 2);
});

walking('a structure that is cut anywhere is rejected', () => {
  const bytes = Uint8Array.from(structure([u32(1), structure([text('ABC'), NULL]), octets([1, 2]), u16(3)]));
  for (let end = 0; end < bytes.length; end++) assert.is(walk(bytes, 0, end).behind, -1, `cut to ${end}`);
});

walking('an unknown tag ends it', () => {
  const known = [0x00, 0x02, 0x05, 0x06, 0x09, 0x0a, 0x0f, 0x10, 0x11, 0x12, 0x16];
  for (let tag = 0; tag < 256; tag++) {
    const { behind } = walk(Uint8Array.of(0x02, 1, tag, 0, 0, 0, 0));
    assert.is(behind !== -1, known.includes(tag), `tag ${tag}`);
  }
});

walking('data that is no structure, or has a string with a length of several bytes, is not walked', () => {
  assert.is(walk(Uint8Array.of(0x01, 1, 0x00)).behind, -1);
  assert.is(walk(Uint8Array.of(0x02, 1, 0x0a, 0x81, 128, ...new Uint8Array(128).fill(65))).behind, -1);
});

walking.run();

const parts = suite('dlms: parts');

parts('a number has the sign and the size of its tag', () => {
  const view = new DataView(Uint8Array.of(0xff, 0xfe, 0xfd, 0xfc).buffer);
  assert.is(numberAt(view, 0x06, 0), 0xfffefdfc);
  assert.is(numberAt(view, 0x05, 0), -66052);
  assert.is(numberAt(view, 0x12, 0), 0xfffe);
  assert.is(numberAt(view, 0x10, 0), -2);
  assert.is(numberAt(view, 0x11, 0), 0xff);
  assert.is(numberAt(view, 0x16, 0), 0xff);
  assert.is(numberAt(view, 0x0f, 0), -1);
});

parts('strings and null-data are not numbers', () => {
  const view = new DataView(new ArrayBuffer(8));
  for (const tag of [0x00, 0x02, 0x09, 0x0a]) assert.is(numberAt(view, tag, 0), null);
});

parts('the body of a data-notification follows each of the three forms of the date-time', () => {
  const date = '07 EA 01 0F 04 0D 05 14 FF 80 00 00';
  for (const [form, behind] of [
    [`0C ${date}`, 21],
    [`09 0C ${date}`, 22],
    ['00', 9],
  ] as const) {
    const bytes = bytesOf(`AA E6 E7 00 0F 00 00 00 00 ${form} 02 00`);
    assert.is(notificationBody(bytes, 1), 1 + behind, form);
    assert.is(bytes[1 + behind], 0x02);
  }
});

parts('another APDU has no body', () => {
  assert.is(notificationBody(bytesOf('E6 E7 00 DB 08 4B 41 4D 45 01 02 03'), 0), -1);
});

parts.run();
