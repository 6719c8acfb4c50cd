import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backupPath, readBackup, removeBackup, saveBackup } from '../../../board/flash/backup.js';
import { tempFolder } from '../../support/folders.js';

const folder = tempFolder('backup');

const backup = suite('flash: backup');

backup('files come back as they were, and only this user can read them', () => {
  const path = backupPath(join(folder, 'new'), '24:0a:c4/../x');
  assert.is(path, join(folder, 'new', '240ac4x.json'));
  assert.is(readBackup(path), null);
  const files = [{ name: 'account', data: Buffer.from([0, 255, 128]) }];
  saveBackup(path, files);
  saveBackup(path, files);
  assert.equal(readBackup(path)?.files, files);
  assert.is(statSync(path).mode & 0o77, 0);
  assert.is(statSync(join(folder, 'new')).mode & 0o77, 0);
  removeBackup(path);
  assert.equal(readdirSync(join(folder, 'new')), []);
});

backup('one that cannot be written or read is an error that says what to do', () => {
  writeFileSync(join(folder, 'file'), '');
  assert.throws(() => saveBackup(join(folder, 'file', 'a.json'), []), /Nothing was erased.*--backup DIR/);
  mkdirSync(join(folder, 'damaged'));
  writeFileSync(join(folder, 'damaged', 'a.json'), '{"made"');
  assert.throws(() => readBackup(join(folder, 'damaged', 'a.json')), /is damaged. Delete it/);
});

backup.run();
