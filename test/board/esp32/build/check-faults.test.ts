import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
// @ts-expect-error: plain JavaScript, typed by its comments
import { checkEspruino } from '../../../../board/esp32/build/check.mjs';
import { tempFolder } from '../../../support/folders.js';

/** Faults that must be reported: title, line, a part of the message, the body of a function. */
type Fault = [title: string, line: number, message: string, body: string];

const FAULTS: Fault[] = [
  [
    'a call above the function declaration',
    1,
    "'f' is used before",
    'var x = f();\nfunction f() { return 1; }\nreturn x;',
  ],
  [
    'a reference above the function declaration',
    1,
    "'f' is used before",
    'var x = f;\nfunction f() {}\nreturn typeof x;',
  ],
  [
    'a call of a function whose body needs a later one',
    2,
    "this call uses 'f'",
    'function g() { return f(); }\nvar x = g();\nfunction f() { return 1; }\nreturn x;',
  ],
  [
    'the same over three functions',
    3,
    "this call uses 'h'",
    'function f() { return g(); }\nfunction g() { return h(); }\nvar x = f();\nfunction h() { return 1; }\nreturn x;',
  ],
  [
    'a function invoked at once that needs a later one',
    1,
    "this call uses 'f'",
    'var x = function () { return f(); }();\nfunction f() { return 1; }\nreturn x;',
  ],
  [
    'a callback of map that needs a later function',
    1,
    "this call uses 'f'",
    'var x = [1].map(function (n) { return f(n); });\nfunction f(n) { return n; }\nreturn x[0];',
  ],
  ['a later function as callback', 1, "'f' is used", 'var x = [1].map(f);\nfunction f(n) { return n; }\nreturn x[0];'],
  [
    'a call through call()',
    2,
    "this call uses 'f'",
    'function g() { return f(); }\nvar x = g.call(null);\nfunction f() { return 1; }\nreturn x;',
  ],
  [
    'a constructor above what it needs',
    2,
    "this call uses 'f'",
    'function A() { this.x = f(); }\nvar a = new A();\nfunction f() { return 1; }\nreturn a.x;',
  ],
  [
    'a function declaration after return',
    2,
    'unreachable code',
    'return (function () { function g() { return f(); } return g;\nfunction f() { return 1; } })()();',
  ],
  [
    'a variable that is set above its var statement',
    1,
    "'x' is used before the var statement in line 2",
    'x = 5;\nvar x;\nreturn x;',
  ],
  ['a variable whose var statement may not run', 2, "'x' is used", 'if (!Date) { var x = 1; }\nreturn x;'],
  ['a variable of another case', 3, "'x' is used", 'switch (2) {\ncase 1: var x = 1;\ncase 2: return x;\n}'],
  ['a variable of a loop that may not run', 2, "'x' is used", 'while (!Date) var x = 1;\nreturn x;'],
  [
    'a function expression called above its var statement',
    2,
    "this call uses 'f'",
    'function g() { return typeof f; }\nvar x = typeof f + g() + (f && 1);\nvar f = function () {};\nreturn x;',
  ],
  [
    'an update of what its right side changes',
    2,
    "'+=' reads 'a'",
    'var a = 1; function f() { a = 5; return 1; }\na += f();\nreturn a;',
  ],
  ['an update with an assignment on its right side', 2, "'+=' reads 'a'", 'var a = 1;\na += a++;\nreturn a;'],
  ['labels', 1, 'labels', 'a: for (;;) { break a; }\nreturn 1;'],
  ['case after default', 3, "after 'default'", 'switch (2) {\ndefault: return 1;\ncase 2: return 2;\n}'],
  ['in inside the head of for', 1, "'in' inside the head", 'for (var i = ("a" in {}) ? 1 : 2; i < 2; i++);\nreturn i;'],
  ['with', 1, "'with'", 'with ({ a: 5 }) return a;'],
  ['debugger', 1, "'debugger'", 'debugger;\nreturn 1;'],
  ['a word that is reserved here as variable', 1, "'of' is a reserved word", 'var of = 1;\nreturn 1;'],
  ['a word that is reserved here as parameter', 1, "'let' is", 'return (function (let) { return let; })(2);'],
  ['undefined as parameter', 1, "'undefined' is", 'return (function (undefined) { return undefined; })();'],
  ['a parameter that appears twice', 1, 'appears twice', 'return (function (a, a) { return a; })(1, 2);'],
  ['a name that is not ASCII', 1, 'not plain ASCII', 'var \u00e6 = 1;\nreturn \u00e6;'],
  ['a division after ++', 1, "after '++'", 'var i = 4; return i++ / 2;'],
  ['a division after a brace', 1, "after '}'", 'return {} / 2;'],
  ['a division after a keyword as member', 1, "after 'if'", 'var o = { if: 8 }; return o.if / 2 / 1;'],
  ['a regular expression after a parenthesis', 1, "after ')'", 'if (Date) /a/.test("a");\nreturn 1;'],
  ['a regular expression after |', 1, "after '|'", 'return 1 | /a/.test("a");'],
  ['an HTML comment', 1, 'HTML comments', 'var b = 2, a = 1 <!--b;\nreturn a;'],
  ['an integer of more than 63 bits', 1, '63 bits', 'return 18446744073709551615 > 0;'],
  [
    'a method called as (o.f)()',
    1,
    "loses its 'this'",
    'var o = { v: 3, f: function () { return this.v; } }; return (o.f)();',
  ],
  ['array.length = 0', 2, "'length' cannot be set", 'var a = [1];\na.length = 0;\nreturn a.length;'],
  ['array.length--', 2, "'length' cannot be set", 'var a = [1];\na.length--;\nreturn a.length;'],
  [
    'a parameter changed through arguments',
    1,
    "change of 'arguments'",
    'return (function (a) { arguments[0] = 7; return a; })(1);',
  ],
  [
    'arguments.length beside parameters',
    1,
    'counts omitted parameters',
    'return (function (a, b) { return arguments.length; })(1);',
  ],
  ['arguments.callee', 1, 'arguments.callee', 'return (function () { return typeof arguments.callee; })();'],
  ['new Date(year, month)', 1, 'the day before', 'return new Date(2020, 5).getDate();'],
  ['a limit of split', 1, 'limit', 'return "a,b".split(",", 1).length;'],
  [
    'a function as replacement of a string',
    1,
    'is not called',
    'return "ab".replace("a", function () { return "z"; });',
  ],
  ['$& in a replacement', 1, '$&', 'return "ab".replace(/a/, "$&$&");'],
  ['a replacer of JSON.stringify', 1, 'replacer', 'return JSON.stringify({ a: 1, b: 2 }, ["a"]);'],
  ['a reviver of JSON.parse', 1, 'reviver', 'return JSON.parse("[1]", function () { return 5; });'],
  ['a word that indexOf searches', 1, 'with the beginning of this word', 'return "abcx".indexOf("xyz");'],
  ['a word that split searches', 1, 'with the beginning of this word', 'return "abct".split("text/csv").length;'],
  ['a word that replace searches', 1, 'with the beginning of this word', 'return "abcx".replace("xyz", "");'],
  ['Math.pow', 1, 'not exact', 'return Math.pow(2, 32);'],
  ['a missing global', 1, "'Map' does not exist", 'return typeof new Map();'],
  ['a missing static method', 1, "'Object.freeze' does not exist", 'return typeof Object.freeze({});'],
  ['a missing method', 1, "'trimStart' does not exist", 'return " a".trimStart();'],
  ['a method of a prototype', 1, "'Array.prototype.slice' is undefined", 'return typeof Array.prototype.slice;'],
  ['Object.prototype.toString', 1, 'does not return the class', 'return Object.prototype.toString.call([]);'],
  ['instanceof Error', 1, 'is misleading', 'try { none(); } catch (e) { return e instanceof Error; }'],
];

/** Unsupported regular expressions, with a text for which the interpreter gives another result, and a part of the message. */
const REGEXPS: [source: string, text: string, message: string][] = [
  ['(?:a)b', 'ab', "'(?'"],
  ['a(?=b)', 'ab', "'(?'"],
  ['a{2}', 'aa', "'{n}'"],
  ['^-?a', 'a', "'?'"],
  ['a+?b', 'ab', "'?'"],
  ['(ab)+$', 'ab', 'repeated'],
  ['^(\\d)?$', '', 'repeated'],
  ['^(a|b)$', 'ax', "'|' inside a group"],
  ['^a|b', 'xb', "begins with '^'"],
  ['a[|]b', ']b', "'|' inside a class"],
  ['[[]', '[', "'[' inside a class"],
  ['[^/]', 'a', "'/' inside a class"],
  ['\\ba', 'a', 'word boundary'],
  ['\\u0041', 'A', '\\u'],
  ['(a)\\1', 'aa', 'back references'],
];

const faults = suite('esp32 check: faults');

/** A program with this body, whose lines have the same numbers. */
function program(body: string): string {
  return `function run() { ${body}\n}\nrun();`;
}

function reports(code: string, line: number, message: string): void {
  const found: string[] = checkEspruino(code, 'bundle.js');
  const place = `bundle.js:${line}:`;
  assert.ok(
    found.some((fault) => fault.startsWith(place) && fault.includes(message)),
    `${place} ${message} is not among:\n${found.join('\n')}`,
  );
}

for (const [title, line, message, body] of FAULTS) {
  faults(`${title} is reported`, () => reports(program(body), line, message));
}

for (const [source, , message] of REGEXPS) {
  faults(`the regular expression /${source}/ is reported`, () => reports(`\nvar r = /${source}/;`, 2, message));
}

faults('a regular expression in a string is checked too', () => {
  reports('var r = new RegExp("a{2}", "g");', 1, "'{n}'");
});

faults('syntax later than ES5 is reported with line and column', () => {
  const found = checkEspruino('var a = 1;\nvar f = () => a;', 'bundle.js');
  assert.is(found.length, 1);
  assert.match(found[0], /^bundle\.js:2:10: not ES5: /);
});

faults('a text that is not ASCII is reported', () => {
  reports('var s = "\u00e6";', 1, 'not ASCII');
  reports('var s = "\\u2013";', 1, 'above \\xFF');
});

faults('all faults are reported, in the order of the source', () => {
  const found: string[] = checkEspruino('f();\nvar m = new Map();\nfunction f() {}\nm.x.length = 0;', 'b.js');
  assert.equal(
    found.map((fault) => fault.split(' ')[0]),
    ['b.js:1:1:', 'b.js:2:13:', 'b.js:4:1:'],
  );
});

/** The output of the interpreter for a program. */
function onEspruino(interpreter: string, code: string): string {
  const file = join(tempFolder('check'), 'case.js');
  writeFileSync(file, code);
  // The interpreter ends with its input, which therefore stays open for a while.
  const { stdout } = spawnSync('sh', ['-c', 'sleep 0.3 | timeout 2 "$0" "$1"', interpreter, file], {
    encoding: 'utf8',
  });
  return stdout;
}

/** Tests that the faults are real: the interpreter gives another result than Node, or none. */
function testOnInterpreter(interpreter: string): void {
  const proof = suite('esp32 check: faults on the interpreter');
  const bodies = FAULTS.map(([title, , , body]) => [title, body]);
  const tests = REGEXPS.map(([source, text]) => [`/${source}/`, `return /${source}/.test("${text}");`]);
  for (const [title, body] of [...bodies, ...tests]) {
    proof(`${title} goes wrong`, () => {
      const code = `function run() { ${body}\n}\n`;
      const right = `<${new Function(`${code}return run();`)()}>`;
      assert.not.ok(onEspruino(interpreter, `${code}print('<' + run() + '>');`).includes(right), `gives ${right}`);
    });
  }
  proof('a correct program goes right', () => {
    assert.ok(onEspruino(interpreter, "print('<' + 42 + '>');").includes('<42>'));
  });
  proof.run();
}

faults.run();
if (process.env.ESPRUINO) testOnInterpreter(process.env.ESPRUINO);
