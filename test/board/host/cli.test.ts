import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { COMMANDS } from '../../../board/host/options.js';
import { tempFolder } from '../../support/folders.js';
import { run } from '../../support/program.js';

const cli = suite('command line');

cli('--help names every command, and each command has its own help', () => {
  const { code, out } = run(['--help']);
  assert.is(code, 0);
  for (const command of COMMANDS) {
    assert.match(out, new RegExp(`^  ${command.name} `, 'm'));
    const help = run([command.name, '--help']);
    assert.is(help.code, 0);
    for (const option of Object.keys(command.options)) assert.match(help.out, `--${option}`);
    assert.match(help.out, 'Exit codes:');
  }
});

const WRONG: [string[], RegExp][] = [
  [['fly'], /there is no command 'fly'/],
  [['serve'], /either --serial DEV or --demo/],
  [['serve', '--demo', '--serial', '/dev/null'], /either --serial DEV or --demo/],
  [['serve', '--demo', '--port', 'x'], /--port takes a whole number from 0 to 65535, not 'x'/],
  [['serve', '--demo', '--parity', 'mark'], /--parity takes none, even, odd, not 'mark'/],
  [['serve', '--demo', '--bogus'], /Unknown option '--bogus'/],
  [['serve', '--demo', '--config', 'absent.json'], /absent\.json: ENOENT/],
  [['serve', '--demo', '--port', '80.5'], /--port takes a whole number from 0 to 65535, not '80.5'/],
  [['decode'], /decode takes one argument/],
  [['simulate', '--phases', '2'], /--phases takes 1, 3, not '2'/],
  [['simulate', '--damage', '101'], /--damage takes a number from 0 to 100/],
];

for (const [args, words] of WRONG) {
  cli(`'${args.join(' ')}' is wrong use: exit code 2 and a word why`, () => {
    const { code, err } = run(args);
    assert.is(code, 2);
    assert.match(err, words);
  });
}

cli('the command homeassistant quotes nothing of such a configuration either', () => {
  const file = join(tempFolder('cli'), 'config.json');
  writeFileSync(file, 'hush-hush');
  const { code, err } = run([
    'homeassistant',
    '--url',
    'http://127.0.0.1:1',
    '--token',
    'x'.repeat(20),
    '--config',
    file,
  ]);
  assert.is(code, 2);
  assert.match(err, 'config.json: it is no JSON');
  assert.not.match(err, 'hush');
});

cli('a configuration that is no JSON is told so, and nothing of it is quoted: it may hold secrets', () => {
  const file = join(tempFolder('cli'), 'config.json');
  for (const text of ['{"token":hunter2hunter2hunter2}', '{"token":"hunter2hunter2hunter2"', 'hunter2']) {
    writeFileSync(file, text);
    const { code, err } = run(['serve', '--demo', '--config', file]);
    assert.is(code, 2);
    assert.match(err, 'config.json: it is no JSON');
    assert.not.match(err, 'hunter');
  }
});

cli('simulate to a port that is not there ends with exit code 1 and its name', () => {
  const { code, err } = run(['simulate', '--serial', '/dev/absent']);
  assert.is(code, 1);
  assert.match(err, /\/dev\/absent cannot be opened/);
});

cli.run();
