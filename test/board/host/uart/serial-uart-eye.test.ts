/** Meters with an optical eye, over pseudo-terminals: the commands `read`, `simulate --meter` and `serve --meter`. */
import { execFileSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isInstalled, killAll, run, runAsync, start, until, urlOf } from '../../../support/program.js';
import { openPair } from '../../../support/terminals.js';

/** Baud rate and stop bits of a terminal. A pseudo-terminal accepts 7 bits and parity, but reports 8 and none. */
function lineOf(path: string): string {
  const settings = execFileSync('stty', ['-F', path, '-a']).toString();
  return `${/speed (\d+)/.exec(settings)?.[1]} ${/ -cstopb/.test(settings) ? 1 : 2}`;
}

const serial = suite('optical eye on a serial port');
serial.after.each(killAll);

/** The simulated meter, the option of `read`, the speed-up, the echo, baud rate and stop bits, and a line of the output. */
const CASES: [kind: string, meter: string, fast: string, echo: boolean, line: string, words: RegExp][] = [
  ['iec61107', 'iec61107', '4', true, '300 1', /^registers 1\.20\.1 +\d+ kWh$/m],
  ['iec62056', 'iec61107', '1', true, '9600 1', /^registers 1\.6\.0 +7\.4 kW$/m],
  ['kmp-ascii', 'kmp-ascii', '2', true, '1200 2', /^meter type +685382OK10$/m],
  ['kmp', 'kmp', '2', true, '9600 1', /^voltage_l1_v +2\d\d$/m],
  ['kmp', 'auto', '2', false, '9600 1', /^meter protocol +kmp$/m],
];

/**
 * A change of speed flushes a terminal, and discards what was written just before if the kernel has not delivered it
 * yet: on a busy computer a poll may fail twice, and the next one comes after a minute.
 */
const PATIENCE_S = '300';

if (!isInstalled('socat')) console.log('skipped: the pseudo-terminal tests need socat, which is not installed');
else {
  for (const [kind, meter, fast, echo, line, words] of CASES) {
    serial(
      `read --meter ${meter} prints the values of ${kind}, ${echo ? 'with' : 'without'} an echo, at ${line}`,
      async () => {
        const pair = await openPair();
        const playing = ['simulate', '--serial', pair.meter, '--meter', kind, '--fast', fast];
        await start(echo ? [...playing, '--echo'] : playing, /waits on/);
        const reading = ['read', '--serial', pair.reader, '--meter', meter, '--timeout', PATIENCE_S];
        const { code, out, err } = await runAsync(reading);
        assert.is(code, 0, err);
        assert.match(out, words);
        assert.match(out, /^active_energy_import_kwh +\d/m);
        assert.is(lineOf(pair.reader), line);
        pair.socat.kill();
      },
    );
  }

  serial('read --json prints one object, and nothing else on standard output', async () => {
    const pair = await openPair();
    await start(['simulate', '--serial', pair.meter, '--meter', 'kmp', '--fast', '2'], /waits on/);
    const { code, out } = await runAsync(['read', '--serial', pair.reader, '--meter', 'kmp', '--json']);
    assert.is(code, 0);
    const answer = JSON.parse(out);
    assert.is(answer.meter.id, '17707970');
    assert.is(answer.registers['1004'].unit, 'h');
    assert.type(answer.active_power_import_w, 'number');
    pair.socat.kill();
  });

  serial('read of a meter that is silent ends with exit code 1', async () => {
    const pair = await openPair();
    const { code, out, err } = await runAsync(['read', '--serial', pair.reader, '--meter', 'kmp', '--timeout', '2']);
    assert.is(code, 1);
    assert.is(out, '');
    assert.match(err, /no good answer within 2 s/);
    pair.socat.kill();
  });

  serial('serve --meter kmp serves the values over HTTP, with the registers in addition', async () => {
    const pair = await openPair();
    await start(['simulate', '--serial', pair.meter, '--meter', 'kmp', '--fast', '2', '--echo'], /waits on/);
    const running = await start(['serve', '--serial', pair.reader, '--meter', 'kmp', '--port', '0'], /answers at/);
    const status = await until(
      async () => {
        const one = (await (await fetch(`${urlOf(running)}/status`)).json()) as Record<string, never>;
        return one.age_s === null ? null : (one as Record<string, Record<string, unknown>>);
      },
      'a poll',
      60,
    );
    assert.is(status.meter.protocol, 'kmp');
    assert.equal(status.registers['1001'], { value: 17707970, unit: null });
    assert.is(status.link.fcs_errors, 0);
    assert.match(await (await fetch(`${urlOf(running)}/frame`)).text(), /^40 3F 01 /);
    assert.is(await running.stop(), 0);
    pair.socat.kill();
  });
}

serial('a port that does not exist and wrong options are errors', () => {
  const absent = run(['read', '--serial', '/dev/absent', '--meter', 'kmp']);
  assert.is(absent.code, 1);
  assert.match(absent.err, /\/dev\/absent cannot be opened/);
  assert.is(run(['read']).code, 2);
  assert.is(run(['read', '--serial', '/dev/absent', '--meter', 'han']).code, 2);
  assert.is(run(['simulate', '--meter', 'kmp']).code, 2);
  assert.is(run(['serve', '--demo', '--meter', 'kmp']).code, 2);
});

serial.run();
