import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decimal } from '../../src/text/decimal.js';

const CASES: [number, number, string][] = [
  [0, 0, '0'],
  [0, 2, '0'],
  [5, 0, '5'],
  [5, 1, '0.5'],
  [5, 2, '0.05'],
  [5, 3, '0.005'],
  [10, 1, '1'],
  [100, 2, '1'],
  [110, 2, '1.1'],
  [101, 2, '1.01'],
  [1000, 2, '10'],
  [22199, 2, '221.99'],
  [65535, 2, '655.35'],
  [4294967295, 0, '4294967295'],
  [4294967295, 2, '42949672.95'],
  [4294967295, 3, '4294967.295'],
  [42949672950000, 2, '429496729500'],
  [Number.MAX_SAFE_INTEGER, 3, '9007199254740.991'],
  [-5, 0, '-5'],
  [-5, 2, '-0.05'],
  [-1230, 2, '-12.3'],
];

const test = suite('decimal');

for (const [value, digits, text] of CASES) {
  test(`${value} with ${digits} digits is ${text}`, () => {
    assert.is(decimal(value, digits), text);
  });
}

test.run();
