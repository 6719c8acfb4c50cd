import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reasonOf } from '../../../board/flash/upload.js';

const upload = suite('flash: upload');

upload('the reason of a failed upload never repeats the output of the tool', () => {
  assert.match(reasonOf('>Uncaught OUT OF MEMORY atob("c2VjcmV0")'), /^the board ran out of memory/);
  assert.match(reasonOf('anything'), 'Try again');
});

upload.run();
