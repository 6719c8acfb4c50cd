import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { COMMANDS } from '../../../board/host/commands/options.js';
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
  [['fly'], /unknown command 'fly'/],
  [['serve'], /either --serial DEV or --demo/],
  [['serve', '--demo', '--serial', '/dev/null'], /either --serial DEV or --demo/],
  [['serve', '--demo', '--port', 'x'], /--port must be a whole number from 0 to 65535, not 'x'/],
  [['serve', '--demo', '--parity', 'mark'], /--parity must be one of none, even, odd, not 'mark'/],
  [['serve', '--demo', '--bogus'], /Unknown option '--bogus'/],
  [['serve', '--demo', '--config', 'absent.json'], /absent\.json: ENOENT/],
  [['serve', '--demo', '--port', '80.5'], /--port must be a whole number from 0 to 65535, not '80.5'/],
  [['decode'], /decode takes one argument/],
  [['simulate', '--phases', '2'], /--phases must be one of 1, 3, not '2'/],
  [['simulate', '--damage', '101'], /--damage must be a number from 0 to 100/],
];

for (const [args, words] of WRONG) {
  cli(`'${args.join(' ')}' is a usage error: exit code 2 and the reason`, () => {
    const { code, err } = run(args);
    assert.is(code, 2);
    assert.match(err, words);
  });
}

cli('homeassistant does not quote a configuration that is not JSON either', () => {
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
  assert.match(err, 'config.json: not valid JSON');
  assert.not.match(err, 'hush');
});

cli('a configuration that is not JSON gives an error that quotes nothing of it: it may contain secrets', () => {
  const file = join(tempFolder('cli'), 'config.json');
  for (const text of ['{"token":hunter2hunter2hunter2}', '{"token":"hunter2hunter2hunter2"', 'hunter2']) {
    writeFileSync(file, text);
    const { code, err } = run(['serve', '--demo', '--config', file]);
    assert.is(code, 2);
    assert.match(err, 'config.json: not valid JSON');
    assert.not.match(err, 'hunter');
  }
});

cli('simulate on a port that does not exist ends with exit code 1 and names the port', () => {
  const { code, err } = run(['simulate', '--serial', '/dev/absent']);
  assert.is(code, 1);
  assert.match(err, /\/dev\/absent cannot be opened/);
});

cli.run();
