import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crc32, readFiles } from '../../../board/flash/files.js';
import { durationOf } from '../../../board/flash/upload.js';
import { tempFolder } from '../../support/folders.js';

const folder = tempFolder('flash-files');

function write(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const files = suite('flash: files');

files('the checksum is the CRC-32 of zip files', () => {
  assert.is(crc32(Buffer.from('123456789')), 0xcbf43926);
  assert.is(crc32(Buffer.alloc(0)), 0);
});

files('bundle and page are read, and a file that cannot be stored is an error', () => {
  const bundle = write('bundle.js', 'print(1)');
  const page = join(folder, 'page');
  assert.equal(
    readFiles(bundle, page).map((file) => file.name),
    ['.bootcde'],
  );
  mkdirSync(page);
  write('page/index.html.gz', 'xyz');
  const found = readFiles(bundle, page);
  assert.equal(
    found.map((file) => [file.name, file.data.toString()]),
    [
      ['.bootcde', 'print(1)'],
      ['index.html.gz', 'xyz'],
    ],
  );
  assert.ok(durationOf(found) > durationOf([]));
  write('page/a-name-that-is-longer-than-storage-takes', 'x');
  assert.throws(() => readFiles(bundle, page), /at most 28/);
  assert.throws(() => readFiles(join(folder, 'none.js'), page.concat('-none')), /ENOENT.*npm run build/);
  assert.throws(() => readFiles(write('empty.js', ''), page.concat('-none')), /is empty/);
});

files.run();
