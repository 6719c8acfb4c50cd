import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LOG_FILE } from '../../../board/esp32/storage.js';
import { configLast, isKept, textsOfLog } from '../../../board/flash/kept.js';
import { createFlash, createStorage, type FakeFlash } from '../../support/flash.js';

/** The texts that the tool finds in the log of this flash. */
function textsIn(flash: FakeFlash): Record<string, string> {
  return Object.fromEntries(textsOfLog(Buffer.from(flash.files.read(LOG_FILE) as string, 'latin1')));
}

const kept = suite('flash: kept');

kept('the newest texts are found in the log, wherever its file stands', () => {
  for (const front of [1, 2000, 4029, 4060]) {
    const flash = createFlash();
    flash.files.write('.bootcde', 'x', 0, front);
    const storage = createStorage(flash);
    for (let i = 0; i < 40; i++) storage.write('account', `${i}`.padEnd(1900, '\xff'));
    storage.write('config.json', '{}');
    assert.equal(textsIn(flash), { account: '39'.padEnd(1900, '\xff'), 'config.json': '{}' }, `${front}`);
  }
});

kept('a log in which nothing was written has no texts', () => {
  const flash = createFlash();
  createStorage(flash);
  assert.equal(textsIn(flash), {});
  assert.equal(textsOfLog(Buffer.alloc(60_000, 0x5a)), new Map());
  assert.equal(textsOfLog(Buffer.alloc(0)), new Map());
});

kept('whatever a power cut left, the text that the firmware would read is taken', () => {
  for (let cutAt = 60; cutAt < 160; cutAt++) {
    const flash = createFlash(cutAt);
    try {
      for (const text of ['first text', 'second text', 'third']) createStorage(flash).write('config.json', text);
    } catch (error) {
      if ((error as Error).message !== 'power') throw error;
    }
    const later = createFlash(undefined, flash.memory.slice());
    const read = createStorage(later).read('config.json');
    assert.equal(textsIn(later), read ? { 'config.json': read } : {}, `cut at ${cutAt}`);
  }
});

/** Files that an update leaves out: those of the firmware are written again, the others are of no use then. */
const NOT_KEPT = ['index.html.gz', 'index.html.etag', 'setup.html', 'boots', 'setup-password', LOG_FILE];

kept('each file that the firmware writes is kept, or left out on purpose', () => {
  const names: string[] = [];
  for (const folder of ['src', 'board/esp32']) {
    for (const path of readdirSync(folder, { recursive: true }) as string[]) {
      if (!path.endsWith('.ts')) continue;
      const text = readFileSync(join(folder, path), 'utf8');
      names.push(...[...text.matchAll(/\bconst \w*FILE = '([^']+)'/g)].map((match) => match[1]));
    }
  }
  assert.ok(names.length > 8, names.join());
  for (const name of names) assert.is(isKept(name), !NOT_KEPT.includes(name), name);
  for (const name of ['config.json', 'account-day', 'account-hour', 'setup-key']) assert.ok(isKept(name), name);
  for (const name of ['.bootcde', '.pad', 'eye.js', 'boots', 'account~']) assert.not(isKept(name), name);
});

kept('the configuration comes last', () => {
  const files = [
    { name: 'config.json', data: Buffer.from('old') },
    { name: 'account', data: Buffer.from('1') },
  ];
  const names = (config: Buffer | null): string[] =>
    configLast(files, config).map(({ name, data }) => `${name} ${data}`);
  assert.equal(names(Buffer.from('new')), ['account 1', 'config.json new']);
  assert.equal(names(null), ['account 1']);
});

kept.run();
