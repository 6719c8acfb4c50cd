/** The line to an optical eye: half-duplex heads with and without echo, and damaged answers. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createEyeReader } from '../support/eye.js';
import { concat } from '../support/hex.js';
import { type Chance, chance } from '../support/random.js';
import { figure, grouped } from './figures.js';

const METERS = ['kmp', 'kmp-ascii', 'iec61107'] as const;
const POLLS = 300;
const POLL_S = 60;

/** Damage to an answer; null is silence. The eighth bit is not flipped, as it is not part of a 7-bit sum. */
function spoil(bytes: Uint8Array, random: Chance): Uint8Array | null {
  const at = random.below(bytes.length);
  const noise = random.bytes(1 + at);
  switch (random.below(5)) {
    case 0:
      return bytes.map((byte, i) => (i === at ? byte ^ (1 << random.below(7)) : byte));
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    case 3:
      return concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
    default:
      return null;
  }
}

const eye = suite('faults: the optical eye');

for (const percent of [0, 10, 50]) {
  eye(`${percent} % of the answers spoilt, with an echo and without: no value that was not sent`, () => {
    let read = 0;
    let polls = 0;
    for (const meter of METERS) {
      for (const echo of [false, true]) {
        const random = chance(percent + meter.length);
        let spoils = percent;
        const damage = (bytes: Uint8Array) => (random.below(100) < spoils ? spoil(bytes, random) : bytes);
        const sound = createEyeReader({ meter, kind: meter, poll_s: POLL_S });
        sound.pass(POLL_S * 1000);
        assert.ok(sound.polls.length > 0, 'the meter can be read');
        const reader = createEyeReader({ meter, kind: meter, poll_s: POLL_S, echo, damage, chunk: 5 });
        for (let poll = 0; poll < POLLS; poll++) {
          reader.pass(POLL_S * 1000);
          for (let field = 0; field < sound.reading.values.length; field++) {
            if (!reader.reading.known[field]) continue;
            assert.ok(sound.reading.known[field], `field ${field} of ${meter}`);
            assert.is(reader.reading.values[field], sound.reading.values[field], `field ${field} of ${meter}`);
          }
        }
        read += reader.polls.length;
        polls += POLLS;
        spoils = 0;
        const before = reader.polls.length;
        reader.pass(2 * POLL_S * 1000);
        assert.ok(reader.polls.length > before, `${meter} is read again`);
        if (!percent) assert.is(before, POLLS, meter);
      }
    }
    figure(
      `optical eye, ${percent} % of the answers damaged, with and without an echo`,
      `${grouped(polls)} polls of three protocols`,
      `${grouped(read)} read, with one retry each; no value that was not sent`,
    );
  });
}

eye.run();
