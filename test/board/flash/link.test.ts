import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { socketAddress } from '../../../board/flash/link.js';

const link = suite('flash: link');

link('a TCP address is distinguished from a device', () => {
  assert.equal(socketAddress('tcp://127.0.0.1:7000'), { host: '127.0.0.1', port: 7000 });
  assert.equal(socketAddress('tcp://board.local'), { host: 'board.local', port: 23 });
  assert.equal(socketAddress('tcp://[::1]:23'), { host: '::1', port: 23 });
  for (const port of ['/dev/ttyUSB0', 'COM3']) assert.is(socketAddress(port), null);
});

link.run();
