import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOfLine, createCapture } from '../../../../board/host/files/capture.js';

const capture = suite('capture');

const LINES: [string, string][] = [
  ['7EA0E22B', '7ea0e22b'],
  ['7e a0 e2 2b', '7ea0e22b'],
  ['0x7E, 0xA0, 0xE2,0x2B', '7ea0e22b'],
  ['7E:A0:E2:2B', '7ea0e22b'],
  ['2019-01-29 11:00:05 7EA0', '7ea0'],
  ['2019-01-29T11:00:05.123Z: 7e a0', '7ea0'],
  ['[11:00:05.1] 7e a0', '7ea0'],
  ['11:00:05.123 -> 7E A0', '7ea0'],
  ['29.01.2019 11:00:05 7E A0', '7ea0'],
  ['1548756005 7EA0', '7ea0'],
  ['1548756005123: 7EA0', '7ea0'],
  ['(D) 7E A1 CB 2B', '7ea1cb2b'],
  ['11:00:05 frame: 7E A0', '7ea0'],
  ['00:00:00:11:22', '0000001122'],
  ['11:00:05: 7E A0', '7ea0'],
  ['0000000000 7EA0E22B21', '00000000007ea0e22b21'],
  ['\xef\xbb\xbf7E A0', '7ea0'],
  ['the meter said nothing', ''],
  ['', ''],
];

for (const [line, hex] of LINES) {
  capture(`'${line}' gives the bytes '${hex}'`, () => {
    assert.is(bytesOfLine(line).toString('hex'), hex);
  });
}

capture('text cut anywhere gives the same bytes', () => {
  const text = Buffer.from('11:00:05 7E A0 E2\r\n11:00:06 2B 21 13\n7D');
  for (let cut = 1; cut < text.length; cut++) {
    const one = createCapture();
    const bytes = Buffer.concat([one.take(text.subarray(0, cut)), one.take(text.subarray(cut)), one.end()]);
    assert.is(bytes.toString('hex'), '7ea0e22b21137d', `cut at ${cut}`);
  }
});

capture('a single line of a megabyte is read piece by piece', () => {
  const one = createCapture();
  const pieces: Buffer[] = [];
  for (let i = 0; i < 1024; i++) pieces.push(one.take(Buffer.from('7e'.repeat(511) + '7')), one.take(Buffer.from('e')));
  pieces.push(one.end());
  assert.is(Buffer.concat(pieces).equals(Buffer.alloc(512 * 1024, 0x7e)), true);
});

capture('a binary capture passes unchanged, whatever its bytes look like', () => {
  const one = createCapture();
  const binary = Buffer.from('7ea0e22b2113239ae6e7000f00000000', 'hex');
  assert.equal(one.take(binary), binary);
  const later = Buffer.from('41414141', 'hex');
  assert.is(one.take(later), later);
  assert.is(one.end().length, 0);
});

capture('a binary capture that comes in pieces is none of text, whatever its first bytes look like', () => {
  const binary = Buffer.from('7ea0e22b2113239ae6e7000f00000000', 'hex');
  for (let cut = 1; cut < binary.length; cut++) {
    const one = createCapture();
    const bytes = Buffer.concat([one.take(binary.subarray(0, cut)), one.take(binary.subarray(cut)), one.end()]);
    assert.equal(bytes, binary, `cut at ${cut}`);
  }
});

capture.run();
