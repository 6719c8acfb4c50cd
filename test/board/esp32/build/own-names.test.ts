import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
// @ts-expect-error: plain JavaScript
import { OWN_NAMES } from '../../../../board/esp32/build/own-names.mjs';

const ownNames = suite('own names of the bundle');

ownNames('no shortened name is a name of Espruino', () => {
  const espruino = readFileSync('board/esp32/espruino.d.ts', 'utf8').replace(/\/\*[\s\S]*?\*\/|'[^']*'/g, '');
  for (const name of OWN_NAMES) assert.not.match(espruino, new RegExp(`\\b${name}\\??[:(]`), name);
});

ownNames('no shortened name is read from the counters and the facts, whose names are those of /status', () => {
  for (const file of ['data-json', 'metrics']) {
    const code = readFileSync(`src/endpoints/${file}.ts`, 'utf8').replace(/^import .*$/gm, '');
    const read = [...code.matchAll(/\b(?:link|facts)\.(\w+)/g)].map((match) => match[1]);
    assert.ok(read.includes('wifi_rssi_dbm'), file);
    assert.equal(
      read.filter((name) => OWN_NAMES.includes(name)),
      [],
      file,
    );
  }
});

ownNames.run();
