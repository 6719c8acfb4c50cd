import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createInflux } from '../../src/push/influx.js';
import type { PushRequest, PushSource } from '../../src/push/queue.js';
import { setTextFromBytes } from '../../src/reading/reading.js';
import { scaleOf, valueText } from '../../src/reading/scale.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { createFakeBoard } from '../support/board.js';
import { readingOf } from '../support/readings.js';

const TEN_OCLOCK = Date.UTC(2026, 10, 21, 10, 0, 0);
const VALUES = {
  active_power_import_w: 5426,
  active_power_export_w: 0,
  current_l1_a: 2233,
  active_energy_import_kwh: 4426429,
};

interface Options {
  utcMs?: number | null;
  config?: object;
  meter?: string;
  values?: Record<string, number>;
}

function source({
  utcMs = TEN_OCLOCK + 5000,
  config = {},
  meter = '5706567274389702',
  values = VALUES,
}: Options = {}): PushSource {
  const { settings } = checkSettings(coreSettings(), config);
  const reading = readingOf(values);
  const bytes = Buffer.from(meter, 'latin1');
  setTextFromBytes(reading.meterId, bytes, 0, bytes.length);
  return {
    board: createFakeBoard(),
    settings,
    reading,
    version: '1',
    utc: () => utcMs,
    values: (from, to) => Array.from({ length: to - from }, (_, i) => valueText(reading, from + i, scaleOf(settings))),
  };
}

/** The request for the items of a list. */
function requestOf(options: Options & { hourly?: boolean; path?: string } = {}): PushRequest {
  const influx = createInflux(source(options));
  return influx.request(influx.itemsOf(true, options.hourly ?? false), options.path ?? '/write?db=han') as PushRequest;
}

const influx = suite('InfluxDB');

influx('a list is one line with its known values and its time in UTC', () => {
  const { body, itemCount } = requestOf();
  assert.is(
    body,
    'han,meter=5706567274389702 active_power_import_w=5426,active_power_export_w=0,current_l1_a=22.33 1795255205\n',
  );
  assert.is(itemCount, 1);
});

for (const [seconds, at] of [
  [5, 0],
  [55, 0],
  [-3, 0],
  [61, 61],
  [1800, 1800],
]) {
  influx(`registers that arrive ${seconds} s after the full hour have the time ${at} s, in a line of their own`, () => {
    const { body } = requestOf({ hourly: true, utcMs: TEN_OCLOCK + seconds * 1000 });
    const [registers, list] = body.split('\n');
    assert.is(registers, `han,meter=5706567274389702 active_energy_import_kwh=44264.29 ${TEN_OCLOCK / 1000 + at}`);
    assert.match(list, new RegExp(` ${TEN_OCLOCK / 1000 + seconds}$`));
  });
}

influx('registers are sent when they arrive, even if the list is not due', () => {
  const it = createInflux(source());
  assert.is(it.itemsOf(false, true).length, 1);
  assert.equal(it.itemsOf(false, false), []);
});

influx('registers that come with each list are those of the moment, also near a full hour', () => {
  const each = source({ utcMs: TEN_OCLOCK - 20000 });
  each.reading.registerUnitWh = 1;
  const influx = createInflux(each);
  const { body } = influx.request(influx.itemsOf(false, true), '/write') as PushRequest;
  assert.match(body, new RegExp(` ${TEN_OCLOCK / 1000 - 20}\n$`));
});

influx('without a clock nothing is queued', () => {
  assert.equal(createInflux(source({ utcMs: null })).itemsOf(true, true), []);
});

influx('without a known value there is no line', () => {
  assert.equal(createInflux(source({ values: {} })).itemsOf(true, true), []);
  assert.equal(createInflux(source({ config: { energy_unit_wh: 'auto' } })).itemsOf(false, true), []);
});

influx('characters that would end a tag are escaped, and those not allowed in it are left out', () => {
  assert.match(requestOf({ meter: 'a b,c=d' }).body, /^han,meter=a\\ b\\,c\\=d active_power/);
  assert.match(requestOf({ meter: 'x\n\u00e5\\' }).body, /^han,meter=x active_power/);
  assert.match(requestOf({ meter: '' }).body, /^han active_power/);
});

influx('five lines go in one request', () => {
  const it = createInflux(source());
  const items = Array.from({ length: 7 }, () => it.itemsOf(true, false)[0]);
  const { body, itemCount } = it.request(items, '/write') as PushRequest;
  assert.is(itemCount, 5);
  assert.is(body.trim().split('\n').length, 5);
});

influx('the path sets the precision of times to seconds', () => {
  assert.is(requestOf({ path: '/write?db=han' }).path, '/write?db=han&precision=s');
  assert.is(requestOf({ path: '/api/v2/write?org=o&bucket=b' }).path, '/api/v2/write?org=o&bucket=b&precision=s');
  assert.is(requestOf({ path: '/write' }).path, '/write?precision=s');
});

influx('a token is sent as such, and a user with a password as 1.x expects it', () => {
  assert.is(requestOf().headers, '');
  assert.is(requestOf({ config: { influx_token: 'abc==' } }).headers, 'Authorization: Token abc==\r\n');
  assert.is(requestOf({ config: { influx_token: 'me:pass' } }).headers, 'Authorization: Basic bWU6cGFzcw==\r\n');
});

influx.run();
