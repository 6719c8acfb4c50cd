import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressIn, checkIdentity, type Identity } from '../../../board/flash/steps.js';

const ON_ESP32: Identity = { version: '2v29', board: 'ESP32', modules: ['Storage'], free: 4900, total: 5000 };

const steps = suite('flash: steps');

steps('only an ESP32 with a recent Espruino is accepted', () => {
  checkIdentity(ON_ESP32, false);
  checkIdentity({ ...ON_ESP32, version: '2v20' }, false);
  checkIdentity({ ...ON_ESP32, version: '3v01.5', board: 'LINUX' }, true);
  assert.throws(
    () => checkIdentity({ ...ON_ESP32, board: 'PICO_R1_3' }, false),
    /Espruino on PICO_R1_3.*docs\/hardware/,
  );
  for (const version of ['2v19', '1v99', '2v08.187', '']) {
    assert.throws(() => checkIdentity({ ...ON_ESP32, version }, true), /is too old, 2v20 or newer.*docs\/hardware/);
  }
});

steps('the address is read from a complete line only', () => {
  assert.is(addressIn('kamstrup-han answers at http://10.0.0.7/st'), null);
  assert.is(addressIn('x\r\nkamstrup-han answers at http://10.0.0.7/status\r\n>'), 'answers at http://10.0.0.7/status');
  assert.is(
    addressIn('kamstrup-han setup: join Wi-Fi han-1 with password abc, then http://192.168.4.1/\n'),
    'join Wi-Fi han-1 with password abc, then http://192.168.4.1/',
  );
});

steps.run();
