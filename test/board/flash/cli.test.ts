import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crc32 } from '../../../board/flash/files.js';
import { listen, runFlash, startBoard, startFlash, type TestBoard } from '../../support/flashing.js';
import { tempFolder } from '../../support/folders.js';
import { killAll, until } from '../../support/program.js';

const PASSWORD = 'correct horse battery';
const TOKEN = '0123456789abcdef';

const folder = tempFolder('flash');

function write(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const cli = suite('flash: command');

/** Stops the boards of tests that failed before they could. */
const stops: (() => void)[] = [];
cli.after(() => {
  for (const stop of stops) stop();
  killAll();
});

cli('a usage error gives exit code 2, and a port that cannot be opened 1', async () => {
  const wrong = await runFlash(['--prot', '/dev/x']);
  assert.is(wrong.code, 2);
  assert.match(wrong.err, /^flash: Unknown option '--prot'\n.*--help/);
  const short = await runFlash(['--port', '/dev/x', '--ssid', 'Net', '--password', 'pass-12']);
  assert.is(short.code, 2);
  assert.not.match(short.err, 'pass-12');
  const bundle = write('some.js', 'print(1)');
  const none = await runFlash(['--port', join(folder, 'no-port'), '--bundle', bundle]);
  assert.is(none.code, 1);
  assert.match(none.err, /no-port cannot be opened: no such port/);
});

cli('a board that does not answer gives a clear error', async () => {
  const { server, port } = await listen((socket) => socket.on('data', () => {}).on('error', () => {}));
  const outcome = await runFlash(['--port', port, '--bundle', write('some.js', 'print(1)')]);
  server.close();
  assert.is(outcome.code, 1);
  assert.match(outcome.err, `flash: no answer on ${port}`);
  assert.match(outcome.err, 'docs/hardware.md, "Espruino on the ESP32"');
});

const ESPRUINO = process.env.ESPRUINO;
const ADDRESS_LINE = 'kamstrup-han answers at http://10.0.0.7/status';

/** A board that boots from a folder of this name. */
async function boardIn(name: string): Promise<TestBoard> {
  const home = join(folder, name);
  mkdirSync(home);
  const board = await startBoard(ESPRUINO as string, home);
  stops.push(board.stop);
  return board;
}

if (!ESPRUINO || !existsSync(ESPRUINO)) console.log('skipped: the flash to an interpreter needs ESPRUINO=path of one');
else {
  const bootCode = `print(${JSON.stringify(ADDRESS_LINE)});\n`;
  const none = join(folder, 'no-page');

  cli('a board is flashed, checked and restarted; a second flash keeps the configuration', async () => {
    const board = await boardIn('first');
    const noise = Array.from({ length: 700 }, (_, n) => `// ${n} ${crc32(Buffer.from(`${n}`))} fills\n`).join('');
    const large = write('large.js', noise + bootCode);
    const page = join(folder, 'small-page');
    mkdirSync(page);
    write('small-page/index.html', '<p>Hei</p>');
    const common = ['--port', board.port, '--any-board'];
    const secrets = { KAMSTRUP_HAN_PASSWORD: PASSWORD };
    const first = await runFlash([...common, '--bundle', large, '--page', page, '--ssid', 'Bjørn'], secrets);
    assert.is(first.code, 0, first.err);
    assert.is(first.err, '');
    assert.match(first.out, /^board: Espruino 2v\d+ on LINUX, \d+ of \d+ variables free$/m);
    assert.match(first.out, /^configuration: wifi_ssid, wifi_password set$/m);
    const sizes: [string, number][] = [
      ['.bootcde', readFileSync(large).length],
      ['index.html', 10],
    ];
    for (const [name, size] of sizes) assert.match(first.out, `check: ${name} is intact: ${size} bytes`);
    assert.match(first.out, /restart: .*\n.*\naddress: answers at http:\/\/10\.0\.0\.7\/status\n$/);
    assert.not.match(first.out, PASSWORD);

    board.closesAtRestart = true;
    const second = await runFlash([
      ...common,
      '--bundle',
      write('small.js', bootCode),
      '--page',
      none,
      '--token',
      TOKEN,
    ]);
    assert.is(second.code, 0, second.err);
    assert.match(second.out, /^configuration: token set; wifi_ssid, wifi_password kept$/m);
    assert.match(board.stored(), `{"wifi_ssid":"Bjørn","wifi_password":"${PASSWORD}","token":"${TOKEN}"}`);

    const third = await runFlash([...common, '--bundle', join(folder, 'small.js'), '--page', none]);
    assert.is(third.code, 0, third.err);
    assert.match(third.out, /^configuration: unchanged$/m);
    for (const text of [second.out, second.err, third.out, third.err]) {
      assert.not.match(text, PASSWORD);
      assert.not.match(text, TOKEN);
    }
    const refused = await runFlash(['--port', board.port, '--bundle', join(folder, 'small.js'), '--page', none]);
    assert.is(refused.code, 1);
    assert.match(refused.err, 'this is an Espruino on LINUX, but the firmware is for the ESP32');
    board.stop();
  });

  cli('an interrupted upload leaves no files behind', async () => {
    const board = await boardIn('stopped');
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    const uploadFolders = (): string[] =>
      readdirSync(temporary).filter((name) => name.startsWith('kamstrup-han-flash-'));
    const args = ['--port', board.port, '--any-board', '--bundle', join(folder, 'large.js'), '--page', none];
    const child = startFlash([...args, '--token', TOKEN], { TMPDIR: temporary });
    await until(async () => (uploadFolders().length ? true : null), 'the upload');
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    assert.is(code, 130);
    assert.equal(uploadFolders(), []);
    board.stop();
  });
}

cli.run();
