import { suite } from 'uvu';
import * as assert from 'uvu/assert';
// @ts-expect-error: plain JavaScript, typed by its comments
import { split } from '../../../../board/esp32/build/overlay.mjs';

const CODE =
  'function both(a){return a+1}function deep(a){return both(a)}function own(both){return deep(both)}' +
  'var unit=2;function entry(a){return own(a)*unit}function other(own){return both(own)}' +
  'function main(){return other(entry(1))}var result=main();';

const overlay = suite('overlay');

overlay('moves an entry and what only it uses, in order, and leaves the rest unchanged', () => {
  assert.equal(split(CODE, ['entry']), {
    rest:
      'function both(a){return a+1}var unit=2;function other(own){return both(own)}' +
      'function main(){return other(entry(1))}var result=main();',
    overlay:
      'function deep(a){return both(a)}function own(both){return deep(both)}function entry(a){return own(a)*unit}',
  });
});

overlay('both parts together do the same as the whole', () => {
  const parts = split(CODE, ['entry']);
  const run = (code: string): number => new Function(`${code};return result`)();
  assert.is(run(parts.overlay + parts.rest), run(CODE));
});

overlay('what only two entries use goes with them', () => {
  const { overlay: taken } = split('function a(){return 1}function b(){return a()}function c(){return a()}', [
    'b',
    'c',
  ]);
  assert.match(taken, 'function a(){return 1}');
});

overlay('an entry that is not at top level is an error', () => {
  assert.throws(() => split(CODE, ['entry', 'nowhere']), /not all of entry,nowhere/);
});

overlay.run();
