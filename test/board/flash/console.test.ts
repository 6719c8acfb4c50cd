import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answerIn, questionOf } from '../../../board/flash/console.js';

const console = suite('flash: console');

console('an answer is found between echo and prompt, and only if it is complete', () => {
  const question = questionOf('1+1', 7);
  assert.is(answerIn(question, 7), null);
  assert.is(answerIn(`${question}\r\n<han7=2`, 7), null);
  assert.equal(answerIn(`${question}\r\n<han7=2 7han>\r\n>`.replace('2 7', '27'), 7), { value: 2 });
  assert.equal(answerIn('<han6={"a":1}6han><han7=null7han>', 7), { value: null });
  assert.throws(() => answerIn('<han7!Error: no7han>', 7), "the board reports 'Error: no'");
  assert.throws(() => answerIn('<han7={"a7han>', 7), 'garbled');
});

console.run();
