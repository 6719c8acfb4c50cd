import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crc32 } from '../../../board/flash/files.js';
import { configLast, countingTexts, isKept } from '../../../board/flash/kept.js';
import { createFlash, createStorage } from '../../support/flash.js';

/** What the second slot of a text contains. */
function spare(text: string): string {
  return crc32(Buffer.from(text, 'latin1')).toString(16).padStart(8, '0') + text;
}

function textsIn(slots: Record<string, string>): Record<string, string> {
  const files = countingTexts(new Map(Object.entries(slots)));
  return Object.fromEntries(files.map(({ name, data }) => [name, data.toString('latin1')]));
}

const kept = suite('flash: kept');

kept('the text that counts is taken from either slot', () => {
  assert.equal(textsIn({ account: '1', 'counters~': spare('{}') }), { account: '1', counters: '{}' });
  assert.equal(textsIn({ account: 'old', 'account~': spare('new\xff') }), { account: 'new\xff' });
  assert.equal(textsIn({ account: 'old', 'account~': spare('new').slice(0, -1) }), { account: 'old' });
  assert.equal(textsIn({ 'account~': `${spare('new')}\xff` }), {});
});

kept('whatever the power cut left, the text that the firmware would read is taken', () => {
  for (let cutAt = 0; cutAt < 60; cutAt++) {
    const flash = createFlash(cutAt);
    try {
      for (const text of ['first text', 'second text', 'third']) createStorage(flash).write('config.json', text);
    } catch (_error) {
      // The power is gone.
    }
    const read = createStorage(createFlash(undefined, flash.files)).read('config.json');
    assert.equal(textsIn(Object.fromEntries(flash.files)), read ? { 'config.json': read } : {}, `cut at ${cutAt}`);
  }
});

/** Files that an update leaves out: those of the firmware are written again, the others are of no use then. */
const NOT_KEPT = ['index.html.gz', 'index.html.etag', 'setup.html', 'boots', 'setup-password'];

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
  for (const name of ['config.json~', 'account~', 'account-hour~', 'setup-key']) assert.ok(isKept(name), name);
  for (const name of ['.bootcde', '.pad', 'eye.js', 'boots~']) assert.not(isKept(name), name);
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
