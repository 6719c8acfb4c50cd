import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressIn, addressOf, failureIn } from '../../../board/flash/address.js';

const address = suite('flash: address');

address('the address is read from a complete line only', () => {
  assert.is(addressIn('kamstrup-han answers at http://10.0.0.7/st'), null);
  assert.is(addressIn('x\r\nkamstrup-han answers at http://10.0.0.7/status\r\n>'), 'answers at http://10.0.0.7/status');
  assert.is(
    addressIn('kamstrup-han setup: join Wi-Fi han-1 with password abc, then http://192.168.4.1/\n'),
    'join Wi-Fi han-1 with password abc, then http://192.168.4.1/',
  );
});

address('without that line the Wi-Fi of the board tells where it is', () => {
  assert.is(addressOf({ ip: '10.0.2.15', mode: 'STA' }, 80), 'answers at http://10.0.2.15/');
  assert.is(addressOf({ ip: '10.0.2.15', mode: 'STA' }, 8080), 'answers at http://10.0.2.15:8080/');
  assert.match(addressOf({ ip: '0.0.0.0', mode: 'AP' }, 80) as string, /^the setup portal is open.*192\.168\.4\.1/);
  assert.is(addressOf({ ip: '0.0.0.0', mode: 'STA' }, 80), null);
  assert.is(addressOf(null, 80), null);
});

address('the last reason why the Wi-Fi fails is found', () => {
  assert.is(failureIn('started\r\n'), null);
  const lines = ['NO_AP_FOUND', 'AUTH_EXPIRE (is the password right?)'].map(
    (reason) => `Wi-Fi: ${reason}; next try in 2 s\r\n`,
  );
  assert.is(failureIn(lines.join('')), 'AUTH_EXPIRE (is the password right?)');
});

address.run();
