import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tempFolder } from '../../../support/folders.js';
import { run } from '../../../support/program.js';

interface Vector {
  name: string;
  hex: string;
  fcs_ok: boolean;
  values: Record<string, string | number>;
}

const VECTORS: Vector[] = JSON.parse(readFileSync('fixtures/kamstrup-han.json', 'utf8'));
const GOOD = VECTORS.filter((vector) => vector.fcs_ok);
const FOLDER = tempFolder('decode');

function file(name: string, content: string | Buffer): string {
  const path = join(FOLDER, name);
  writeFileSync(path, content);
  return path;
}

const decode = suite('decode');

decode('a hex file gives one line of JSON per good list, and exit code 0', () => {
  const { code, out, err } = run(['decode', file('all.hex', VECTORS.map((vector) => vector.hex).join('\n'))]);
  const lists = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.is(code, 0);
  assert.is(lists.length, GOOD.length);
  lists.forEach((list, i) => {
    assert.is(list.active_power_import_w, GOOD[i].values.active_power_import_w, GOOD[i].name);
    assert.is(list.meter.id, GOOD[i].values.meter_id);
    assert.is(list.active_energy_import_kwh, GOOD[i].values.active_energy_import_kwh ?? null, GOOD[i].name);
  });
  assert.match(err, new RegExp(`^fcs_errors ${VECTORS.length - GOOD.length}$`, 'm'));
  assert.match(err, new RegExp(`^lists ${GOOD.length}$`, 'm'));
});

decode('a binary file and standard input give the same lists', () => {
  const bytes = Buffer.from(GOOD.map((vector) => vector.hex).join(''), 'hex');
  const fromFile = run(['decode', file('all.bin', bytes)]);
  const fromInput = run(['decode', '-'], bytes);
  assert.is(fromFile.out.trim().split('\n').length, GOOD.length);
  assert.is(fromInput.out, fromFile.out);
  assert.is(fromInput.code, 0);
});

decode('a list without registers does not show those of the list before it', () => {
  const hourly = GOOD.find((vector) => vector.name === '3ph-hourly-new') as Vector;
  const tenSeconds = GOOD.find((vector) => vector.name === '3ph-10s-new') as Vector;
  const { out } = run(['decode', '-'], [hourly, tenSeconds, hourly, hourly].map((vector) => vector.hex).join('\n'));
  const energies = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).active_energy_import_kwh);
  const energy = hourly.values.active_energy_import_kwh;
  assert.equal(energies, [energy, null, energy, energy]);
});

decode('a file without a list ends with exit code 1', () => {
  const { code, out } = run(['decode', file('none.hex', 'nothing to see\n7E A0 E2\n')]);
  assert.is(code, 1);
  assert.is(out, '');
});

decode('a file that does not exist ends with exit code 2 and is named', () => {
  const { code, err } = run(['decode', join(FOLDER, 'absent')]);
  assert.is(code, 2);
  assert.match(err, /absent cannot be read: ENOENT/);
});

decode('the settings of a configuration scale the values, and a wrong one is named', () => {
  const hourly = GOOD.find((vector) => vector.name === '3ph-hourly-new') as Vector;
  const config = file('config.json', '{"energy_unit_wh": 1, "ct_ratio": "x"}');
  const { out, err } = run(['decode', '--config', config, '-'], hourly.hex);
  const energy = Number(hourly.values.active_energy_import_kwh);
  assert.is(Math.round(JSON.parse(out).active_energy_import_kwh * 1000), Math.round(energy * 100));
  assert.match(err, /ct_ratio must be a number/);
});

decode('a large file is read as a stream', () => {
  const lists = 20000;
  const bytes = Buffer.from(GOOD[0].hex.repeat(lists), 'hex');
  const { out, code } = run(['decode', file('large.bin', bytes)]);
  assert.is(code, 0);
  assert.is(out.split('\n').length - 1, lists);
});

decode.run();
