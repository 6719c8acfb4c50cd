import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkIdentity, checkMemory, type Identity } from '../../../board/flash/board.js';

const ON_ESP32: Identity = { version: '2v25', board: 'ESP32', serial: '1', bluetooth: false };
const STRICT = { anyBoard: false, anyVersion: false };

const board = suite('flash: board');

board('only an ESP32 is accepted, unless a test allows others', () => {
  checkIdentity(ON_ESP32, STRICT);
  const other = { ...ON_ESP32, board: 'PICO_R1_3' };
  checkIdentity(other, { anyBoard: true, anyVersion: false });
  assert.throws(() => checkIdentity(other, STRICT), /Espruino on PICO_R1_3.*docs\/hardware/);
});

board('a version is refused if it is too old, and unless a test allows it if it loses bytes', () => {
  for (const version of ['2v20', '2v25', '2v29.96', '2v29.277', '2v30', '3v01.5']) {
    checkIdentity({ ...ON_ESP32, version }, STRICT);
  }
  for (const version of ['2v26', '2v27.45', '2v29', '2v29.95']) {
    checkIdentity({ ...ON_ESP32, version }, { anyBoard: false, anyVersion: true });
    assert.throws(
      () => checkIdentity({ ...ON_ESP32, version }, { anyBoard: true, anyVersion: false }),
      /loses most bytes of each list: install 2v25.*docs\/hardware/,
    );
  }
  for (const version of ['2v19', '1v99', '2v08.187', '']) {
    assert.throws(
      () => checkIdentity({ ...ON_ESP32, version }, { anyBoard: true, anyVersion: true }),
      /is too old: install 2v25.*docs\/hardware/,
    );
  }
});

board('less than 5000 variables are refused', () => {
  checkMemory({ free: 1, total: 5000 }, STRICT);
  checkMemory({ free: 1, total: 3080 }, { anyBoard: true, anyVersion: false });
  assert.throws(() => checkMemory({ free: 1, total: 4999 }, STRICT), /has 4999 variables.*needs 5000.*docs\/hardware/);
});

board.run();
