import { suite } from 'uvu';
import * as assert from 'uvu/assert';
// @ts-expect-error: plain JavaScript, typed by its comments
import { checkEspruino, espruinoCheck } from '../../../../board/esp32/build/check.mjs';

/** Programs without a fault. */
const SOUND: [title: string, code: string][] = [
  [
    'mutual recursion that is called below',
    'function a(n) { return n && b(n - 1); }\nfunction b(n) { return n && a(n); }\na(2);',
  ],
  ['a callback that runs later', 'setTimeout(function () { f(); }, 1);\nfunction f() {}'],
  ['a listener of an object of the bundle', 'var o = { on: isNaN };\no.on(function () { f(); });\nfunction f() {}'],
  [
    'a function that is defined, but not called, above what it needs',
    'function g() { return x + f(); }\nvar x = 1;\nfunction f() {}\ng();',
  ],
  ['a parameter of the same name', 'function g(f) { return f(); }\ng(isNaN);\nfunction f() {}'],
  ['a local variable of the same name', 'function g() { var f = 1; return f; }\ng();\nfunction f() {}'],
  ['a Map of the bundle', 'function Map() {}\nnew Map();'],
  ['an object of the bundle with a method that built-in objects lack', 'var o = { at: function () {} };\no.at(1);'],
  ['a typeof of a missing global', 'var has = typeof Map !== "undefined";'],
  [
    'recursion above a variable',
    'function f(n) { if (n) f(n - 1); var x = n; function g() { return x; } return g(); }\nf(2);',
  ],
  ['an update by recursion', 'function sum(n) { var s = n; if (n) s += sum(n - 1); return s; }\nsum(3);'],
  ['a variable set in both branches', 'if (Date) { var x = 1; } else { var x = 2; }\nprint(x);'],
  ['a variable set before an endless loop is left', 'for (;;) { var x = 1; if (x) break; }\nprint(x);'],
  ['a variable after an early exit', 'function f(a) { if (!a) { return 0; } else { var x = a; } return x; }\nf(1);'],
  ['a variable set in do..while', 'do { var x = 1; } while (x > 1);\nprint(x);'],
  [
    'a variable set in try whose catch returns',
    'function f() { try { var x = 1; } catch (e) { return e; } return x; }\nf();',
  ],
  ['a variable of for..in', 'for (var k in {}) print(k);\nprint(k);'],
  ['a closure made in a loop', 'var fs = [];\nfor (var i = 0; i < 2; i++) fs.push(function () { return i; });'],
  ['a function declared in a block', 'if (Date) { function f() {} f(); }'],
  [
    'a class as TypeScript writes it',
    'var A = (function () {\n  function A() { this.x = 1; }\n  A.prototype.m = function () {};\n  return A;\n}());\nnew A().m();',
  ],
  [
    'simple regular expressions',
    'print(/^[A-Z]+$/i.test("a"), /^(\\d+):(.*)$/g, /a|b|c$/, /[^\\/\\]"]+\\./, new RegExp("[^/]"));',
  ],
  ['divisions', 'var a = 4, o = { b: [4] };\nprint(a / 2 / 1, o.b[0] / 2, (a) / 2, 8 / 2);\na /= 2;'],
  ['default in the last place, with fall-through', 'switch (1) { case 1: case 2: print(1); default: print(2); }'],
  ['members named by reserved words', 'var o = { of: 1, static: 2 };\nprint(o.of, o.static, void 0, undefined);'],
  ['texts of bytes', 'var s = "\\xe6\\u00ff\\0\\v";'],
];

const sound = suite('esp32 check: sound code');
const plugin = suite('esp32 check: plugin');

for (const [title, code] of SOUND) {
  sound(`${title} passes`, () => assert.equal(checkEspruino(code, 'bundle.js'), []));
}

plugin('it stops the build with all faults, and accepts sound chunks and assets', () => {
  const { generateBundle } = espruinoCheck();
  const errors: string[] = [];
  const context = { error: (text: string) => errors.push(text) };
  generateBundle.call(
    context,
    {},
    { 'a.js': { type: 'chunk', code: 'var a;', fileName: 'a.js' }, b: { type: 'asset' } },
  );
  assert.equal(errors, []);
  generateBundle.call(context, {}, { 'a.js': { type: 'chunk', code: 'new Map();\nnew Set();', fileName: 'a.js' } });
  assert.is(errors.length, 1);
  assert.match(errors[0], /^a\.js:1:5: .*\na\.js:2:5: /);
});

sound.run();
plugin.run();
