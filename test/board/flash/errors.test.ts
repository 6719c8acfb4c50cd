import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openingFailed } from '../../../board/flash/errors.js';

const errors = suite('flash: errors');

errors('the error for a port that cannot be opened says what to do', () => {
  const cases: [string, RegExp][] = [
    ['Error: No such file or directory, cannot open /dev/x', /no such port.*Plug/],
    ['Error: Permission denied, cannot open /dev/x', /dialout/],
    ['Error Resource temporarily unavailable Cannot lock port', /another program/],
    ['ECONNREFUSED', /nothing listens/],
    ['Error: something else', /cannot be opened: something else$/],
  ];
  for (const [reason, expected] of cases) assert.match(openingFailed('/dev/x', reason).message, expected);
});

errors.run();
