/** The layout of `npm run flash` on a real Espruino: a compaction does not touch the firmware. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFiles } from '../../board/flash/files.js';
import { layoutOf, roomOf, type StoredFile } from '../../board/flash/layout.js';
import { tempFolder } from '../support/folders.js';
import { killAll, track, until } from '../support/program.js';
import { chipLibrary } from './habits.js';
import { INTERPRETER, SKIPPED } from './launch.js';

const PAGE = 4096;
const BOOTED = 'the firmware runs';
const DONE = 'all done';

const folder = tempFolder('flash-layout');
const flashFile = join(folder, 'espruino.flash');

/** Runs a script, or boots from the flash if there is none, until it has printed a match of the words or has ended; returns the output. */
async function run(script: string | null, words: string, library = ''): Promise<string> {
  const args = script === null ? [] : ['script.js'];
  if (script !== null) writeFileSync(join(folder, 'script.js'), script, 'latin1');
  const env = library ? { ...process.env, LD_PRELOAD: library } : process.env;
  const child = track(spawn(INTERPRETER as string, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'ignore'] }));
  const exit = once(child, 'exit');
  let output = '';
  child.stdout?.setEncoding('latin1').on('data', (piece) => {
    output += piece;
  });
  const printed = until(async () => new RegExp(words).test(output) || null, words).catch(() => null);
  await Promise.race([printed, exit]);
  child.kill('SIGKILL');
  await exit;
  return output;
}

/** What the board does with the pieces of the tool: an erased Storage, and each file in its turn. */
async function writeAll(files: StoredFile[]): Promise<void> {
  const writes = files.map(({ name, data, size }, place) => {
    writeFileSync(join(folder, `file${place}`), data);
    return { name, size, from: `file${place}` };
  });
  const script = `
var s = require("Storage");
s.eraseAll();
${JSON.stringify(writes)}.forEach(function (file) {
  var from = E.openFile(file.from, "r"), at = 0, piece;
  while ((piece = from.read(1024)) !== undefined) {
    s.write(file.name, piece, at, file.size);
    at += piece.length;
  }
});
print("all " + "done");`;
  assert.match(await run(script, DONE), DONE);
}

/** Rewrites a setting and other texts, as the firmware does, and leaves erased files behind. */
const TRASH = `
var s = require("Storage");
for (var i = 0; i < 40; i++) {
  s.write("config.json", JSON.stringify({ hostname: "name" + i }));
  s.write(i % 2 ? "account" : "account~", new Array(60).join("text " + i));
  if (i) s.erase(i % 2 ? "account~" : "account");
}
print("all " + "done");`;

const COMPACT = 'require("Storage").compact(); print("all " + "done");';

function flash(): Buffer {
  return readFileSync(flashFile);
}

/** The place of this file's header: size, and the name in 28 bytes (JsfFileHeader in jsflash.h). */
function headerOf(name: string, bytes: number): number {
  const header = Buffer.alloc(32);
  header.writeUInt32LE(bytes);
  header.write(name, 4, 'latin1');
  return flash().indexOf(header);
}

const config = Buffer.from('{"wifi_ssid":"net","wifi_password":"secret123"}');
const boot = Buffer.from(`print(${JSON.stringify(BOOTED)});\n`);
const layout = suite('flash: layout on Espruino');

/** Where the files that never change end. */
let front = 0;

/** The files of the build, with firmware that only says that it runs. */
function fixedFiles(): { name: string; data: Buffer }[] {
  const files = readFiles('dist/esp32.js', 'dist/page');
  return files.map((file) =>
    file.name === '.bootcde' ? { ...file, data: Buffer.concat([boot, Buffer.alloc(38_000, ' ')]) } : file,
  );
}

layout('the configuration begins a page, where it was laid out', async () => {
  const files = layoutOf(fixedFiles(), [{ name: 'config.json', data: config }]);
  await writeAll(files);
  front = headerOf('config.json', config.length);
  assert.ok(front > 0);
  assert.is(front % PAGE, 0);
  assert.is(
    front,
    files.slice(0, -1).reduce((sum, file) => sum + roomOf(file.size), 0),
  );
});

layout('a compaction leaves all bytes in front of it as they are', async () => {
  const before = flash().subarray(0, front);
  assert.match(await run(TRASH, DONE), DONE);
  const full = flash();
  assert.equal(full.subarray(0, front), before);
  writeFileSync(join(folder, 'full'), full);
  assert.match(await run(COMPACT, DONE), DONE);
  assert.equal(flash().subarray(0, front), before);
  assert.not.equal(flash().subarray(front), full.subarray(front));
  assert.match(await run(null, BOOTED), BOOTED);
});

const CORRUPT = 'Storage is corrupt';

/**
 * jsfIsStorageValid takes the Storage for corrupt if the page behind the last readable header begins neither with a header nor
 * erased, and Espruino then erases everything when it starts. So a compaction must not be cut, wherever the firmware stands.
 */
layout(
  'a power cut during a compaction leaves the firmware, until the start, at which Espruino may erase all',
  async () => {
    const library = chipLibrary(INTERPRETER as string);
    if (!library) return;
    const before = flash().subarray(0, front);
    let erased = 0;
    let cuts = 0;
    for (; cuts < 200; cuts++) {
      writeFileSync(flashFile, readFileSync(join(folder, 'full')));
      writeFileSync(join(folder, 'power-cut'), `${cuts + 1}`);
      const output = await run(COMPACT, DONE, library);
      rmSync(join(folder, 'power-cut'), { force: true });
      if (output.includes(DONE)) break;
      assert.equal(flash().subarray(0, front), before, `cut at write ${cuts + 1}`);
      const start = await run(null, `${BOOTED}|${CORRUPT}`);
      assert.match(start, new RegExp(`${BOOTED}|${CORRUPT}`), `start after a cut at write ${cuts + 1}`);
      if (start.includes(CORRUPT)) erased++;
      else assert.equal(flash().subarray(0, front), before, `start after a cut at write ${cuts + 1}`);
    }
    assert.ok(cuts > 3 && cuts < 200, `${cuts} cuts`);
    assert.ok(erased > 0 && erased < cuts, `${erased} of ${cuts}`);
  },
);

layout.after(killAll);
if (!INTERPRETER || !existsSync(INTERPRETER)) console.log(SKIPPED);
else layout.run();
