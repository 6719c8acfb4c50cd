import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SOME_FACTS } from '../support/board.js';
import { createOutlets, type Outlets } from '../support/exports.js';
import { u32 } from '../support/frame.js';
import { kamstrupList, object } from '../support/lists.js';
import { createSite } from '../support/site.js';
import { wireOf } from '../support/vectors.js';

/** The paths that evcc's template reads. */
const EVCC = 'w e ic ec l1.i l2.i l3.i l1.u l2.u l3.u l1.p l2.p l3.p'.split(' ');

type Json = { [key: string]: number | Json };

function document(outlets: Outlets): Json {
  const { status, headers, body } = outlets.get('/data.json');
  assert.is(status, 200);
  assert.is(headers['content-type'], 'application/json');
  assert.is(headers['cache-control'], 'no-store');
  return JSON.parse(body);
}

function at(json: Json, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Json)?.[key], json);
}

/** All values that are neither objects nor arrays. */
function leavesOf(json: unknown): unknown[] {
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(leavesOf) : [json];
}

const amsleser = suite('amsleser: /data.json');

amsleser('has everything that evcc reads, as numbers, after an hourly list', () => {
  const json = document(createOutlets([wireOf('3ph-hourly-new'), wireOf('3ph-10s-new')]));
  for (const path of EVCC) assert.type(at(json, path), 'number', path);
  assert.is(json.i, 1468);
  assert.is(json.w, 1468);
  assert.is(json.re, 462);
  assert.is(json.ic, 4272.44);
  assert.is(json.ec, 12.05);
  assert.equal(json.l1, { i: 5.64, u: 232, p: 0 });
  assert.equal(json.l3, { i: 5.11, u: 233, p: 0 });
  assert.is(json.mt, 3);
  assert.is(json.r, SOME_FACTS.wifi_rssi_dbm);
  assert.is(json.c, Date.UTC(2026, 0, 15, 12, 5, 20) / 1000);
});

amsleser('export makes the net power negative', () => {
  const json = document(createOutlets([wireOf('export-pv')]));
  assert.ok((json.e as number) > 0);
  assert.is(json.w, (json.i as number) - (json.e as number));
  assert.ok((json.w as number) < 0);
});

amsleser('leaves out the energy before the first hourly list, and has the rest', () => {
  const json = document(createOutlets([wireOf('3ph-10s-new')]));
  for (const key of ['ic', 'ec', 'ric', 'rec']) assert.not.ok(key in json, key);
  for (const path of EVCC.filter((one) => !/^[ie]c$/.test(one))) assert.type(at(json, path), 'number', path);
});

amsleser('a one-phase meter has 0 in the other phases, and all its power in the first', () => {
  const json = document(createOutlets([wireOf('1ph-10s-new')]));
  assert.is((json.l1 as Json).p, json.w);
  assert.ok(((json.l1 as Json).u as number) > 200);
  assert.equal(
    [json.l2, json.l3],
    [
      { i: 0, u: 0, p: 0 },
      { i: 0, u: 0, p: 0 },
    ],
  );
});

amsleser('a meter without values per phase has no phases', () => {
  const json = document(createOutlets([kamstrupList([object('1.1.1.7.0.255', u32(1234))])]));
  assert.is(json.w, 1234);
  assert.equal([json.l1, json.l2, json.l3], [{}, {}, {}]);
});

amsleser('a meter that does not count export has none: the net power is its import', () => {
  const json = document(createOutlets([wireOf('1ph-1q-10s-spec')]));
  assert.not.ok('e' in json);
  assert.is(json.w, json.i);
});

amsleser('is a 503 with the reason before the first list and once lists are stale', () => {
  const outlets = createOutlets();
  assert.is(outlets.get('/data.json').status, 503);
  assert.match(outlets.get('/data.json').body, '503: no list yet');
  outlets.board.feed(wireOf('3ph-10s-new'));
  assert.is(document(outlets).hm, 1);
  outlets.pass(15000);
  assert.is(document(outlets).hm, 2);
  outlets.pass(15250);
  assert.is(outlets.get('/data.json').status, 503);
  assert.match(outlets.get('/data.json').body, '503: no list for 30 s');
  outlets.board.feed(wireOf('3ph-10s-new'));
  assert.is(document(outlets).hm, 1);
});

amsleser('never has anything but numbers, whatever the board does not know', () => {
  const facts = { ...SOME_FACTS, wifi_rssi_dbm: null, memory_free_percent: null };
  const outlets = createOutlets([wireOf('1ph-1q-10s-spec')], {}, { utcAtStart: null, facts: () => facts });
  const json = document(outlets);
  for (const value of leavesOf(json)) assert.type(value, 'number');
  assert.not.ok('r' in json);
});

amsleser('hour, day, month and peaks are those of /status', () => {
  const start = Date.UTC(2026, 0, 15, 12);
  const site = createSite({ start }, {}, { ntp: true });
  site.playTo(start + 2.5 * 3600000);
  const { hour, today, month, peaks, peak_average_kw, capacity_step_kw } = site.status();
  assert.is(peaks.length, 1);
  assert.equal(JSON.parse(site.get('/data.json').body).ea, {
    x: peak_average_kw,
    p: peaks.map((peak) => peak.import_kwh),
    t: capacity_step_kw,
    h: { u: hour.import_kwh, p: hour.export_kwh },
    d: { u: today.import_kwh, p: today.export_kwh },
    m: { u: month.import_kwh, p: month.export_kwh },
  });
});

amsleser('is 404 if the setting is off', () => {
  const outlets = createOutlets([wireOf('3ph-10s-new')], { data_json: false });
  assert.is(outlets.get('/data.json').status, 404);
  assert.is(outlets.get('/metrics').status, 200);
});

amsleser.run();
