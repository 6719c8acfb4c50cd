import { suite } from 'uvu';
import * as assert from 'uvu/assert';
// @ts-expect-error: plain JavaScript, typed by its comments
import { split } from '../../../../board/esp32/build/parts.mjs';

const CODE =
  'function both(a){return a+1}function deep(a){return both(a)}function own(both){return deep(both)}' +
  'var unit=2;function entry(a){return own(a)*unit}function other(own){return both(own)}' +
  'function main(){return other(entry(1))}var result=main();';

const parts = suite('parts of the bundle');

parts('takes an entry out with what only it uses, in order, and leaves the rest word for word', () => {
  assert.equal(split(CODE, ['entry']), {
    rest:
      'function both(a){return a+1}var unit=2;function other(own){return both(own)}' +
      'function main(){return other(entry(1))}var result=main();',
    part: 'deep=function(a){return both(a)};own=function(both){return deep(both)};entry=function(a){return own(a)*unit};',
  });
});

parts('the bundle does what the whole did once the part is loaded, even out of a function', () => {
  const { rest, part } = split(CODE, ['entry']);
  const run = (code: string): number => new Function(`var deep, own, entry;${code};return result`)();
  const load = `(function () { eval(${JSON.stringify(part)}); })();`;
  assert.is(run(`function both(a){return a+1}var unit=2;${load}${rest}`), run(CODE));
});

parts('what two entries share goes with them', () => {
  const shared = 'function a(){return 1}function b(){return a()}function c(){return a()}';
  assert.match(split(shared, ['b', 'c']).part, 'a=function(){return 1}');
});

parts('an entry that is not at the top is an error', () => {
  assert.throws(() => split(CODE, ['entry', 'nowhere']), /not all of entry,nowhere/);
});

parts.run();
