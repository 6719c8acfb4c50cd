import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createOutlets } from '../support/exports.js';
import { wireOf } from '../support/vectors.js';

const healthz = suite('healthz');

healthz('is ok while lists arrive, and 503 with the reason before and after', () => {
  const outlets = createOutlets();
  assert.is(outlets.get('/healthz').status, 503);
  assert.is(outlets.get('/healthz').body, '503: no list yet\n');
  outlets.board.feed(wireOf('3ph-10s-new'));
  assert.is(outlets.get('/healthz').status, 200);
  assert.is(outlets.get('/healthz').body, 'ok\n');
  outlets.pass(30000);
  assert.is(outlets.get('/healthz').status, 200);
  outlets.pass(12000);
  assert.is(outlets.get('/healthz').status, 503);
  assert.is(outlets.get('/healthz').body, '503: no list for 42 s\n');
  outlets.board.feed(wireOf('3ph-10s-new'));
  assert.is(outlets.get('/healthz').body, 'ok\n');
});

healthz('names what is wrong with the line', () => {
  const outlets = createOutlets([], {}, { lineFault: '/dev/ttyUSB0 has vanished' });
  assert.is(outlets.get('/healthz').body, '503: no list yet: /dev/ttyUSB0 has vanished\n');
});

healthz('frames that cannot be read do not count as lists', () => {
  const outlets = createOutlets([wireOf('3ph-10s-new').map((byte, i) => (i === 120 ? byte ^ 1 : byte))]);
  assert.is(outlets.get('/healthz').status, 503);
});

healthz('cannot be turned off', () => {
  const outlets = createOutlets([wireOf('3ph-10s-new')], { data_json: false, metrics: false });
  assert.is(outlets.get('/healthz').status, 200);
  assert.match(outlets.get('/help').body, 'GET /healthz\n');
});

healthz.run();
