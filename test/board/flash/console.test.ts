import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answerIn, openConsole, questionOf, valueIn, withoutLog } from '../../../board/flash/console.js';
import { createLink, frameOf } from '../../support/console.js';

const MARK = 'a1b2c3d4-7';
const LOG = '\x1b[0;31mE (1234) wifi: sta is connecting, return error\x1b[0m\r\n';

const console = suite('flash: console');

console('an answer is found between echo and prompt, and only if it is complete', () => {
  const question = questionOf('1+1', MARK);
  assert.is(answerIn(question, MARK), undefined);
  assert.is(answerIn(`${question}\r\n${frameOf(MARK, '=2').slice(0, -1)}`, MARK), undefined);
  assert.is(answerIn(`${question}\r\n${frameOf(MARK, '=2')}\r\n>`, MARK), '=2');
  assert.is(answerIn(frameOf('a1b2c3d4-6', '=3') + frameOf(MARK, '=null'), MARK), '=null');
});

console('log lines of the ESP-IDF are ignored, wherever they come', () => {
  const frame = `x\r\n${frameOf(MARK, '={"a":"b: c"}')}\r\n`;
  for (let place = 0; place <= frame.length; place++) {
    const text = frame.slice(0, place) + LOG + frame.slice(place);
    assert.is(answerIn(text, MARK), '={"a":"b: c"}', `at ${place}`);
  }
  const alike = '="E (1) is not a log line"';
  assert.is(answerIn(`${LOG}${frameOf(MARK, alike)}\r\n`, MARK), alike);
  assert.is(
    withoutLog(`kamstrup-han answers at http://10.0${LOG}.2.15/\r\n`),
    'kamstrup-han answers at http://10.0.2.15/\r\n',
  );
});

console('an answer that is damaged is none', () => {
  const frame = frameOf(MARK, '="0123456789"');
  assert.is(answerIn(frame.replace('345', '346'), MARK), null);
  assert.is(answerIn(frame.replace('345', '34'), MARK), null);
  assert.is(answerIn(frame.replace('345', '345garbage'), MARK), null);
});

console('an answer is a value, or the error of the board', () => {
  assert.equal(valueIn('={"a":1}'), { a: 1 });
  assert.is(valueIn('=undefined'), null);
  assert.throws(() => valueIn('!Error: no'), "the board reports 'Error: no'");
});

console('a damaged answer is asked for again', async () => {
  const asked: string[] = [];
  const link = createLink((mark) => {
    asked.push(mark);
    const frame = frameOf(mark, '=5');
    return asked.length < 3 ? frame.replace('=5', '=6') : frame;
  });
  const session = await openConsole('a port', async () => link);
  assert.is(await session.ask('f()'), 5);
  assert.is(new Set(asked).size, 3);
});

console('a board whose answers stay damaged is given up', async () => {
  const link = createLink((mark) => frameOf(mark, '=5').replace('=5', '=6'));
  const session = await openConsole('a port', async () => link);
  const error = await session.ask('f()').catch((error: Error) => error.message);
  assert.match(error as string, 'its answers are damaged. Check the cable');
});

console.run();
