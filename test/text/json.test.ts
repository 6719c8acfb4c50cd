import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { members, parse, quote, scalar } from '../../src/text/json.js';

const json = suite('json');

json('any string survives as pure ASCII', () => {
  const all = Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code)).join('');
  for (const text of ['', 'Kamstrup_V0001', 'a "quoted" \\ path', 'line\r\nend\t', all, '\u2028\ud83d\ude00']) {
    assert.is(JSON.parse(quote(text)), text);
    assert.match(quote(text), /^[\x20-\x7e]+$/);
  }
});

json('null becomes null', () => {
  assert.is(quote(null), 'null');
});

json('members are alternating keys and values', () => {
  assert.is(members([]), '');
  assert.is(members(['a', '1']), '"a":1');
  assert.is(members(['a', '1', 'b', '"x"', 'c', 'null']), '"a":1,"b":"x","c":null');
});

json('numbers, booleans and null are written as they are, and numbers that JSON lacks as null', () => {
  assert.equal([0, -1.5, true, false, null].map(scalar), ['0', '-1.5', 'true', 'false', 'null']);
  assert.equal([Number.NaN, Infinity, -Infinity].map(scalar), ['null', 'null', 'null']);
});

json('a text that could change a prototype is not parsed: it hangs Espruino', () => {
  for (const text of [
    '{"__proto__":1}',
    '{"a":{"__proto__":{}}}',
    '{"\\u005f_proto__":1}',
    '{"__\\u0070roto__":"x"}',
    '{"\\x5f_proto__":"x"}',
    '{"_\\137proto__":"x"}',
    '{"a":"\\\\","\\u005f_proto__":1}',
  ]) {
    assert.is(parse(text), null, text);
  }
  for (const value of [{ wifi_ssid: 'Caf\u00c3\u00a9', a_b: 1 }, { a: 'my__password' }, { a: '\\x41\\1\\u0061\\' }]) {
    assert.equal(
      parse(`{${members(Object.entries(value).flatMap(([key, one]) => [key, JSON.stringify(one)]))}}`),
      value,
    );
  }
  assert.equal(parse('{"a":"b\\u0026c=\\u003cd"}'), { a: 'b&c=<d' });
});

json.run();
