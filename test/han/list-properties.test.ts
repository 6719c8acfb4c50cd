/** Properties that hold for any input. */

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { walkStructure } from '../../src/han/dlms.js';
import { learnLayout } from '../../src/han/layout.js';
import { describeUnknownList } from '../../src/han/unknown-list.js';
import { createReading } from '../../src/reading/reading.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { decimal } from '../../src/text/decimal.js';
import { civilText, daysFromCivil } from '../../src/time/calendar.js';
import { meterMs } from '../../src/time/date-time.js';
import { checkOf, dateTime, frameOf, notification, structure, text, withFcs } from '../support/frame.js';
import { bytesOf, concat, hexOf } from '../support/hex.js';
import { createFrameLog, createMeter, feed, snapshot } from '../support/reader.js';
import { GOOD_VECTORS, wireOf } from '../support/vectors.js';

const DAY_MS = 86400000;
const YEAR_1970 = Date.UTC(1970, 0, 1);
const YEAR_2200 = Date.UTC(2200, 0, 1);

const anyBytes = fc.uint8Array({ maxLength: 1500 });
/** Noise with many beginnings: flags, formats, complete headers with a good HCS, heads of lists. */
const trickyBytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc
        .constantFrom(...['7E', '7EA0', '7EA0E22B', '7EA0E22B2113239A', '7EA12C2B2113FC04', '2113239AE6E7000F', '7E7E'])
        .map((hex) => Uint8Array.from(Buffer.from(hex, 'hex'))),
    ),
    { maxLength: 200 },
  )
  .map(concat);
const noise = fc.oneof(anyBytes, trickyBytes);
const chunkSize = fc.integer({ min: 1, max: 2000 });
const goodFrame = fc.oneof(
  fc.constantFrom(...GOOD_VECTORS.map((vector) => wireOf(vector.name))),
  fc.uint8Array({ minLength: 1, maxLength: 500 }).map((information) => frameOf(information)),
);

const property = suite('properties');

property('noise never throws and never gives a list, whatever the pauses', () => {
  fc.assert(
    fc.property(noise, chunkSize, fc.boolean(), (bytes, chunk, pauses) => {
      const { reader, link, reading } = createMeter();
      for (let at = 0; at < bytes.length; at += chunk) {
        const asked = reader.receive(bytes.subarray(at, at + chunk));
        assert.ok(asked >= 1);
        if (pauses) reader.flush();
      }
      reader.flush();
      assert.is(link.lists, 0);
      assert.equal(snapshot(reading), snapshot(createReading()));
      assert.is(link.bytes, bytes.length);
      // By a chance of 2^-32 noise is a frame: then it is none that gives values.
      if (!link.frames) assert.is(link.discarded_bytes, bytes.length);
    }),
    { numRuns: 1500 },
  );
});

/** True if the bytes are a frame by their flags, length, HCS (addresses of a byte each) and FCS. */
function isGoodFrame(bytes: Uint8Array): boolean {
  const end = bytes.length - 3;
  return (
    bytes[0] === 0x7e &&
    bytes[bytes.length - 1] === 0x7e &&
    (bytes[1] & 7) * 256 + bytes[2] === bytes.length - 2 &&
    hexOf(bytes.subarray(end, end + 2)) === hexOf(Uint8Array.from(checkOf(bytes.subarray(1, end))))
  );
}

/**
 * The frame was found. It may be missing only where the bytes around it happen to make another good frame that takes some
 * of its bytes: behind a header that is good a chance of 2^-16, else of 2^-32.
 */
function expectFound(frame: Uint8Array, frames: string[]): void {
  if (frames.includes(hexOf(frame))) return;
  assert.ok(frames.length > 0, 'no frame was found');
  assert.ok(frames.map(bytesOf).every(isGoodFrame), 'what was found instead is no frame');
}

property('a good frame between any bytes is found once the line pauses', () => {
  fc.assert(
    fc.property(noise, goodFrame, noise, chunkSize, (before, frame, after, chunk) => {
      const { reader, frames } = createFrameLog();
      feed(reader, concat([before, frame, after]), chunk);
      reader.flush();
      expectFound(frame, frames);
    }),
    { numRuns: 1500 },
  );
});

property(
  'any good frame behind any bytes is found without a pause, when as many bytes follow as the longest frame has',
  () => {
    fc.assert(
      fc.property(noise, goodFrame, chunkSize, (before, frame, chunk) => {
        const { reader, frames } = createFrameLog();
        feed(reader, concat([before, frame, new Uint8Array(512)]), chunk);
        expectFound(frame, frames);
      }),
      { numRuns: 500 },
    );
  },
);

property('the result does not depend on the chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(noise, goodFrame), { maxLength: 8 }), chunkSize, chunkSize, (parts, one, other) => {
      const stream = concat(parts);
      const [a, b] = [one, other].map((chunk) => {
        const log = createFrameLog();
        feed(log.reader, stream, chunk);
        log.reader.flush();
        return log;
      });
      assert.equal(a.frames, b.frames);
      assert.equal(a.link, b.link);
    }),
    { numRuns: 300 },
  );
});

property('a good frame with any content never throws, and changes the reading only if it is a list', () => {
  const anyBody = fc.uint8Array({ minLength: 1, maxLength: 480 });
  const anyNotification = fc
    .tuple(fc.uint8Array({ maxLength: 100 }), fc.boolean())
    .map(([body, named]) =>
      notification(named ? structure([text('Kamstrup_V0001'), Array.from(body)]) : Array.from(body)),
    );
  fc.assert(
    fc.property(fc.oneof(anyBody, anyNotification), (information) => {
      const { reader, link, reading } = createMeter();
      reader.receive(wireOf('3ph-hourly-new'));
      const before = snapshot(reading);
      reader.receive(frameOf(information));
      assert.is(link.frames, 2);
      assert.is(link.lists + link.unknown_lists, 2);
      if (link.unknown_lists) assert.equal(snapshot(reading), before);
      assert.type(describeUnknownList(reader.frame, information.length + 11, 8), 'string');
    }),
    { numRuns: 1500 },
  );
});

property('a list with any byte changed and a corrected FCS is read completely or changes nothing', () => {
  const frame = wireOf('3ph-10s-new');
  const inside = fc.integer({ min: 8, max: frame.length - 4 });
  fc.assert(
    fc.property(inside, fc.integer({ min: 0, max: 255 }), (at, value) => {
      const changed = frame.slice();
      changed[at] = value;
      const { reader, link, reading } = createMeter();
      reader.receive(withFcs(changed));
      assert.is(link.frames, 1);
      if (link.unknown_lists) assert.equal(snapshot(reading), snapshot(createReading()));
      else assert.ok(reading.known[0] + reading.known[9] > 0);
    }),
    { numRuns: 1000 },
  );
});

/** A good list with up to four bytes changed, possibly cut or extended, in the array of a reader. */
const nearlyList = fc
  .tuple(
    fc.constantFrom(...GOOD_VECTORS.map((vector) => wireOf(vector.name))),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
    fc.oneof(fc.constant(0), fc.integer({ min: -60, max: 60 })),
  )
  .map(([list, changes, more]) => {
    const frame = new Uint8Array(512);
    frame.set(list);
    for (const [at, byte] of changes) frame[8 + (at % (list.length - 8))] = byte;
    return { frame, total: list.length + more };
  });
const anyFrame = fc.record({
  frame: fc.uint8Array({ minLength: 512, maxLength: 512 }),
  total: fc.integer({ min: 12, max: 512 }),
});

property('learning a layout never throws, and all its offsets are within the frame', () => {
  let learnt = 0;
  fc.assert(
    fc.property(fc.oneof(anyFrame, { weight: 3, arbitrary: nearlyList }), ({ frame, total }) => {
      const layout = learnLayout(frame, total, 8);
      if (!layout) return;
      learnt++;
      const places = [
        [layout.time, 12],
        [layout.clock, 12],
        [layout.meterNumber, 1],
        [layout.meterId, layout.meterIdBytes],
        [layout.meterType, layout.meterTypeBytes],
        [layout.listVersion, 'Kamstrup_V0001'.length],
        ...Array.from(layout.offsets32, (at) => [at, 4]),
        ...Array.from(layout.offsets16, (at) => [at, 2]),
        ...layout.others.flatMap((at, i) => (i % 3 === 2 ? [[at, 1]] : [])),
      ].filter(([at]) => at !== 0);
      for (const [at, bytes] of places) assert.ok(at >= 8 && at + bytes <= total - 3, `${at} + ${bytes} of ${total}`);
    }),
    { numRuns: 1500 },
  );
  assert.ok(learnt > 100, `only ${learnt} layouts were learnt`);
});

/** Bytes that record each read outside of `at` to `end`. */
function guarded(bytes: Uint8Array, at: number, end: number): { view: Uint8Array; outside: number[] } {
  const outside: number[] = [];
  const view = new Proxy(bytes, {
    get(target, key) {
      const index = Number(key);
      if (index < at || index >= end) outside.push(index);
      return target[index];
    },
  });
  return { view, outside };
}

/** Bytes with enough elements for a long walk. */
const elements = fc
  .array(fc.oneof(fc.constantFrom(0x00, 0x02, 0x06, 0x09, 0x0a, 0x12, 0x16), fc.integer({ min: 0, max: 255 })), {
    maxLength: 120,
  })
  .map((bytes) => Uint8Array.from(bytes));

property('walking a structure never reads or visits anything outside of it', () => {
  fc.assert(
    fc.property(elements, fc.nat(30), fc.nat(120), (bytes, at, end) => {
      const { view, outside } = guarded(bytes, at, Math.min(end, bytes.length));
      const limit = Math.min(end, bytes.length);
      const behind = walkStructure(view, at, limit, (_tag, from, length) => {
        assert.ok(from >= at && length >= 0 && from + length <= limit);
      });
      assert.equal(outside, []);
      assert.ok(behind === -1 || (behind > at && behind <= limit));
    }),
    { numRuns: 5000 },
  );
});

property('decimal text is exact', () => {
  const digits = fc.integer({ min: 0, max: 6 });
  fc.assert(
    fc.property(fc.maxSafeInteger(), digits, (value, count) => {
      const match = /^(-?)(\d+)(?:\.(\d*[1-9]))?$/.exec(decimal(value, count));
      assert.ok(match, decimal(value, count));
      const [, sign, whole, fraction = ''] = match as RegExpExecArray;
      assert.ok(fraction.length <= count);
      const scaled = BigInt(whole + fraction.padEnd(count, '0'));
      assert.is(sign ? -scaled : scaled, BigInt(value));
    }),
    { numRuns: 5000 },
  );
});

property('dates agree with Date from 1970 to 2200', () => {
  fc.assert(
    fc.property(fc.integer({ min: YEAR_1970, max: YEAR_2200 }), (ms) => {
      const date = new Date(ms);
      assert.is(civilText(ms), date.toISOString().slice(0, 19));
      const days = daysFromCivil(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
      assert.is(days, Math.floor(ms / DAY_MS));
      const seconds = ms - (ms % 1000);
      assert.is(meterMs(Uint8Array.from(dateTime(civilText(ms)))), seconds);
    }),
    { numRuns: 5000 },
  );
});

property('every day from 1970 to 2200 has its number', () => {
  for (let day = 0; day * DAY_MS < YEAR_2200; day++) {
    const date = new Date(day * DAY_MS);
    assert.is(daysFromCivil(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()), day);
  }
});

property('any JSON as configuration gives complete settings, and never throws', () => {
  const named = fc.record(
    { energy_unit_wh: fc.jsonValue(), current_unit_a: fc.jsonValue(), ct_ratio: fc.jsonValue() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), named), (json) => {
      const { settings, faults } = checkSettings(coreSettings(), JSON.parse(JSON.stringify(json)));
      assert.equal(
        Object.keys(settings),
        coreSettings().map((setting) => setting.name),
      );
      assert.ok([10, 1, 'auto'].includes(settings.energy_unit_wh as number));
      assert.ok([0.01, 0.001].includes(settings.current_unit_a as number));
      assert.ok((settings.ct_ratio as number) >= 1 && (settings.ct_ratio as number) <= 10000);
      for (const fault of faults) assert.type(fault, 'string');
    }),
    { numRuns: 3000 },
  );
});

property.run();
