/** Storage with power cuts, without room, or with corrupt, missing or older files: what the service keeps. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createFileStorage } from '../../board/host/files/storage.js';
import type { Storage } from '../../src/board.js';
import { createService } from '../../src/service.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { createFakeBoard } from '../support/board.js';
import { createFlash, createStorage, flashOf, writeUntilCut } from '../support/flash.js';
import { tempFolder } from '../support/folders.js';
import { chance } from '../support/random.js';
import { createSite } from '../support/site.js';
import { answerOf, createFakeSocket } from '../support/socket.js';
import { figure, grouped } from './figures.js';

const START = Date.UTC(2026, 0, 13, 8, 20);
const HOUR_MS = 3600000;
const NAMES = ['account', 'account-day', 'account-hour', 'counters'];

interface Restored {
  lists: number;
  rows: string;
  lines: string[];
}

/** Starts a service with this storage; returns what it knows of earlier runs. */
function startOn(storage: Storage): Restored {
  const board = createFakeBoard();
  board.storage = storage;
  const service = createService(board, checkSettings(coreSettings(), {}).settings, () => {});
  function get(path: string): string {
    const socket = createFakeSocket();
    service.accept(socket);
    socket.say(`GET ${path} HTTP/1.1\r\n\r\n`);
    socket.happens('close');
    const answer = answerOf(socket);
    assert.is(answer.status, 200);
    return answer.body;
  }
  const { link } = JSON.parse(get('/status'));
  const { rows } = JSON.parse(get('/history?span=hours'));
  service.tick();
  return { lists: link.lists, rows: JSON.stringify(rows), lines: board.lines };
}

/** The files of a site at one time, and those at a later time. */
function twoTimes(minutesLater: number): [Map<string, string>, Map<string, string>] {
  const site = createSite({ start: START });
  site.playTo(START + 3 * HOUR_MS);
  site.save();
  const before = new Map(site.board.files);
  site.playTo(START + 3 * HOUR_MS + minutesLater * 60000);
  site.save();
  return [before, new Map(site.board.files)];
}

function storageOf(files: Map<string, string>): Storage {
  return createStorage(flashOf(files));
}

const storage = suite('faults: storage');

storage('a power cut before any byte of a write leaves the old or the new file intact', () => {
  let cuts = 0;
  // Within an hour, over an hour, and over a day, after which everything is written.
  for (const minutes of [10, 90, 24 * 60 + 30]) {
    const [before, after] = twoTimes(minutes);
    for (const name of NAMES) {
      const [was, text] = [before.get(name)!, after.get(name)!];
      if (was === text) continue;
      const expected = [startOn(storageOf(before)), startOn(storageOf(new Map(before).set(name, text)))];
      const old = flashOf(before).memory;
      const whole = createFlash(undefined, old.slice());
      createStorage(whole).write(name, text);
      for (let cut = 0; cut <= whole.steps(); cut++, cuts++) {
        const flash = createFlash(cut, old.slice());
        writeUntilCut(flash, name, text);
        const restored = startOn(createStorage(createFlash(undefined, flash.memory)));
        const same = expected.some((one) => one.lists === restored.lists && one.rows === restored.rows);
        assert.ok(same, `${name}, cut before step ${cut}`);
        assert.equal(restored.lines, []);
      }
    }
  }
  assert.ok(cuts > 3000, `${cuts}`);
  figure(
    'power cut at every byte of every write to the flash',
    `${grouped(cuts)} cuts`,
    'the old or the new file, complete',
  );
});

storage('on the host a write that is cut off at any byte leaves the old file', () => {
  const prefix = join(tempFolder('storage'), 'reader');
  const lines: string[] = [];
  const files = createFileStorage(prefix, (line) => lines.push(line));
  const [before, after] = twoTimes(90);
  for (const name of NAMES) {
    files.write(name, before.get(name)!);
    const text = after.get(name)!;
    for (let bytes = 0; bytes <= text.length; bytes++) {
      writeFileSync(`${prefix}.${name}.new`, text.slice(0, bytes), 'latin1');
      assert.is(files.read(name), before.get(name));
    }
    assert.ok(files.write(name, text));
    assert.is(files.read(name), text);
  }
  assert.equal(lines, []);
});

/** Damage to a file. */
const CORRUPTIONS: ((text: string, random: ReturnType<typeof chance>) => string)[] = [
  (text, random) => text.slice(0, random.below(text.length)),
  (text, random) => text.slice(random.below(text.length)),
  (text, random) => {
    const at = random.below(text.length);
    return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << random.below(8))) + text.slice(at + 1);
  },
  (text, random) => {
    const at = random.below(text.length);
    return text.slice(0, at) + '\xff'.repeat(text.length - at);
  },
  (text) => '\0'.repeat(text.length),
  (text) => text + text,
  (_text, random) => String.fromCharCode(...random.bytes(1 + random.below(300))),
  () => 'null',
  () => '[]',
  () => '{"lists":1e999,"bytes":-1,"frames":"many","constructor":7}',
];

storage('corrupt files are logged and not used, and the service starts', () => {
  const random = chance(4);
  const [files] = twoTimes(10);
  const good = startOn(storageOf(files));
  assert.is(good.lines.length, 0);
  let tried = 0;
  let logged = 0;
  for (const name of NAMES) {
    for (let i = 0; i < 1500; i++, tried++) {
      const text = CORRUPTIONS[i % CORRUPTIONS.length](files.get(name)!, random);
      const one = startOn(storageOf(new Map(files).set(name, text)));
      if (one.lines.length) logged++;
      const unused = name === 'account' ? '[]' : startOn(storageOf(new Map([['account', files.get('account')!]]))).rows;
      assert.ok(one.rows === good.rows || one.rows === unused, `${name}: ${JSON.stringify(text.slice(0, 80))}`);
    }
  }
  assert.ok(logged > 2000, `${logged}`);
  figure('corrupt files', `${grouped(tried)} of them`, 'the service starts; no number of a broken file is used');
});

storage('files of an older version, with fewer numbers or counters, are logged or filled up', () => {
  const [files] = twoTimes(10);
  const fewer = files.get('account')!.split(',').slice(40).join(',');
  const older = startOn(storageOf(new Map(files).set('account', fewer).set('counters', '{"lists":7,"retired":3}')));
  assert.equal([older.rows, older.lists], ['[]', 7]);
  assert.equal(older.lines, ['storage: account is damaged and was ignored']);
  assert.equal(startOn(storageOf(new Map())), { lists: 0, rows: '[]', lines: [] });
  figure('files of an older version, and none at all', '3 kinds', 'reported and not used, or started from scratch');
});

storage('a flash that takes nothing is logged once, and the service goes on', () => {
  const board = createSite({ start: START });
  board.board.storageFull = true;
  board.playTo(START + 30 * HOUR_MS);
  assert.equal(board.board.lines, ['storage: could not save; a power cut would lose energy']);
  assert.is(board.rows('hours').length, 31);
  figure('a flash that takes nothing', '30 h', 'reported once, the account continues');
});

storage.run();
