import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLinkCounters, restoreCounters, saveCounters } from '../../src/bytes/link-counters.js';
import { createService } from '../../src/service.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { createFakeBoard } from '../support/board.js';
import { ask } from '../support/socket.js';
import { wireOf } from '../support/vectors.js';

const { settings } = checkSettings(coreSettings(), undefined);
const counters = suite('link counters');

counters('are restored as they were saved', () => {
  const { storage } = createFakeBoard();
  const kept = { ...createLinkCounters(), bytes: 123456789, lists: 42 };
  saveCounters(storage, kept);
  const link = createLinkCounters();
  restoreCounters(storage, link);
  assert.equal(link, kept);
});

counters('start at 0 if the file is missing or damaged', () => {
  for (const text of [undefined, '', '{', 'null', '[1]', '7', '{"bytes":"many","lists":null,"colour":3}']) {
    const board = createFakeBoard();
    if (text !== undefined) board.files.set('counters', text);
    const link = createLinkCounters();
    restoreCounters(board.storage, link);
    assert.equal(link, createLinkCounters(), text);
  }
});

counters('are saved once an hour, and when the board stops', () => {
  const board = createFakeBoard();
  const service = createService(board, settings, () => {});
  board.feed(wireOf('3ph-10s-new'));
  board.pass(3_599_000, service.tick);
  assert.is(board.files.get('counters'), undefined);
  board.pass(1000, service.tick);
  assert.is(JSON.parse(board.files.get('counters') as string).lists, 1);
  board.feed(wireOf('3ph-10s-new'));
  service.save();
  assert.is(JSON.parse(board.files.get('counters') as string).lists, 2);
  const next = createService(createFakeBoard({ files: board.files }), settings, () => {});
  assert.is(next.link.lists, 2);
});

counters('are saved again every hour', () => {
  const board = createFakeBoard();
  const service = createService(board, settings, () => {});
  board.pass(3_600_000, service.tick);
  board.feed(wireOf('3ph-10s-new'));
  board.pass(3_600_000, service.tick);
  assert.is(JSON.parse(board.files.get('counters') as string).lists, 1);
});

counters("of bad frames in an earlier run do not count as today's", () => {
  const board = createFakeBoard();
  board.files.set('counters', '{"fcs_errors":7}');
  const service = createService(board, settings, () => {});
  const { link } = JSON.parse(ask(service, '/status').body);
  assert.equal([link.fcs_errors, link.bad_frames_today], [7, 0]);
});

counters('of an earlier run do not count as a list of this one', () => {
  const board = createFakeBoard();
  board.files.set('counters', '{"lists":7,"bytes":1596}');
  const service = createService(board, settings, () => {});
  const status = JSON.parse(ask(service, '/status').body);
  assert.equal([status.age_s, status.link.lists, status.link.discarded_bytes], [null, 7, 0]);
  assert.is(status.device.clock, 'none');
});

counters.run();
