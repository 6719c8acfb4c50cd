import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressesOf } from '../../../../board/host/net/tcp.js';

const tcp = suite('tcp');

tcp('a server on every address is reached at the IPv4 addresses of this computer', () => {
  const urls = addressesOf({ address: '0.0.0.0', family: 'IPv4', port: 8080 });
  assert.ok(urls.length > 0);
  for (const url of urls) assert.match(url, /^http:\/\/\d+\.\d+\.\d+\.\d+:8080\/$/);
});

tcp('an IPv6 address is in brackets', () => {
  assert.equal(addressesOf({ address: '::1', family: 'IPv6', port: 80 }), ['http://[::1]:80/']);
});

tcp.run();
