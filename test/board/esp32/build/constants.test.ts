import { suite } from 'uvu';
import * as assert from 'uvu/assert';
// @ts-expect-error: plain JavaScript, typed by its comments
import { writeOut } from '../../../../board/esp32/build/constants.mjs';

const constants = suite('constants of the bundle');

constants('short constants are written out, and long ones that are rarely used', () => {
  assert.is(
    writeOut('var A = 12;\nvar B = "a long text";\nfunction f(x) { return A + A + A + x[B]; }\nf(A);'),
    'var A = 12;\nvar B = "a long text";\nfunction f(x) { return 12 + 12 + 12 + x["a long text"]; }\nf(12);',
  );
});

for (const [name, code] of [
  ['a long constant that is used often', 'var A = 123456;\nf(A, A, A);'],
  ['a variable', 'var a = 1;\na = 2;\nf(a);'],
  ['a variable that is added to', 'var a = 1;\na += 2;\nf(a);'],
  ['a counter', 'var n = 0;\nfunction next() { return n++; }\nf(n);'],
  ['a name that refers to another variable in a function', 'var A = 1;\nfunction f(A) { var B = A; return B; }'],
  ['a value other than a number or string', 'var A = /x/;\nvar B = null;\nvar C = true;\nf(A, B, C);'],
  ['a key of the same name', 'var a = 1;\nf({ a: 2 }.a);'],
]) {
  constants(`${name} stays`, () => assert.is(writeOut(code), code));
}

constants.run();
