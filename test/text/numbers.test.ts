import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { takeNumbers, textOfNumbers } from '../../src/text/numbers.js';

function some(): [Float64Array, Int32Array] {
  return [Float64Array.of(1, 36000000000, 0), Int32Array.of(-1, 7)];
}

const TEXT = textOfNumbers(some());

const kept = suite('saved numbers');

kept('are restored as they were', () => {
  const arrays: [Float64Array, Int32Array] = [new Float64Array(3), new Int32Array(2)];
  assert.ok(takeNumbers(TEXT, arrays));
  assert.equal(arrays, some());
});

kept('a text that is cut or changed anywhere is rejected as a whole', () => {
  for (let at = 0; at < TEXT.length; at++) {
    for (const broken of [TEXT.slice(0, at), `${TEXT.slice(0, at)}8${TEXT.slice(at + 1)}`, `${TEXT.slice(0, at)}x`]) {
      const arrays = [new Float64Array(3), new Int32Array(2)];
      if (broken === TEXT) continue;
      assert.not.ok(takeNumbers(broken, arrays), broken);
      assert.equal(arrays, [new Float64Array(3), new Int32Array(2)]);
    }
  }
});

kept('a text of other arrays is rejected', () => {
  assert.not.ok(takeNumbers(TEXT, [new Float64Array(6)]));
  assert.not.ok(takeNumbers(TEXT, [new Float64Array(4)]));
  assert.not.ok(takeNumbers('', [new Float64Array(1)]));
});

kept.run();
