import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TICK_MS } from '../src/board.js';
import { createService, type Service, VERSION } from '../src/service.js';
import { checkSettings, coreSettings } from '../src/settings/settings.js';
import { createFakeBoard, type FakeBoard, SOME_FACTS } from './support/board.js';
import { dateTime, withByte, withFcs } from './support/frame.js';
import { concat, hexOf } from './support/hex.js';
import { aidonList, kaifaList, kamstrupList, nextVersionList } from './support/lists.js';
import { answerOf, ask, createFakeSocket, type HttpAnswer } from './support/socket.js';
import { wireOf } from './support/vectors.js';

const TEN_SECONDS = wireOf('3ph-10s-new');
const HOURLY = wireOf('3ph-hourly-new');
const NTP_TIME = Date.UTC(2026, 0, 15, 12, 5, 20);

interface Status {
  [key: string]: unknown;
  link: Record<string, unknown>;
  device: Record<string, unknown>;
}

interface Reader {
  board: FakeBoard;
  service: Service;
  /** The number of calls of `onList`. */
  lists(): number;
  get(path: string): HttpAnswer;
  status(): Status;
  /** Lets time pass, with ticks. */
  pass(ms: number): void;
}

/** A service on a fake board that was started an hour ago. */
function createReader(config: object = {}, options: Partial<FakeBoard> = {}): Reader {
  const board = createFakeBoard({ ms: 3600000, ...options });
  let lists = 0;
  const service = createService(board, checkSettings(coreSettings(), config).settings, () => {
    lists++;
  });

  function get(path: string): HttpAnswer {
    return ask(service, path);
  }

  return {
    board,
    service,
    lists: () => lists,
    get,
    status: () => JSON.parse(get('/status').body),
    pass: (ms) => board.pass(ms, service.tick),
  };
}

/** The frame with another meter time, and clock if it has one, and a correct FCS. */
function atTime(frame: Uint8Array, iso: string, status = 0): Uint8Array {
  const moved = frame.slice();
  moved.set(dateTime(iso, status), 17);
  if (frame.length === 302) moved.set(dateTime(iso, status), 235);
  return withFcs(moved);
}

const status = suite('service: /status');

status('is JSON that must not be cached, with exactly the documented members in order', () => {
  const { get } = createReader();
  const answer = get('/status');
  assert.is(answer.status, 200);
  assert.is(answer.headers['content-type'], 'application/json');
  assert.is(answer.headers['cache-control'], 'no-store');
  const it = JSON.parse(answer.body);
  assert.equal(Object.keys(it), [
    'meter',
    'meter_time',
    'age_s',
    'stale',
    'active_power_import_w',
    'active_power_export_w',
    'reactive_power_import_var',
    'reactive_power_export_var',
    'current_l1_a',
    'current_l2_a',
    'current_l3_a',
    'voltage_l1_v',
    'voltage_l2_v',
    'voltage_l3_v',
    'active_energy_import_kwh',
    'active_energy_export_kwh',
    'reactive_energy_import_kvarh',
    'reactive_energy_export_kvarh',
    'energy_time',
    'hour',
    'today',
    'month',
    'peaks',
    'peak_average_kw',
    'capacity_step_kw',
    'hour_left_kwh',
    'site',
    'push',
    'link',
    'device',
  ]);
  assert.equal(Object.keys(it.meter), ['id', 'type', 'list_version', 'protocol', 'layout']);
  assert.equal(Object.keys(it.link), [
    'bytes',
    'frames',
    'lists',
    'fcs_errors',
    'hcs_errors',
    'length_errors',
    'timeouts',
    'unknown_lists',
    'discarded_bytes',
    'overruns',
    'bad_frames_today',
    'silent_since',
    'fault',
  ]);
  assert.equal(Object.keys(it.device), [
    'name',
    'version',
    'board',
    'espruino',
    'uptime_s',
    'memory_free_percent',
    'heap_free_bytes',
    'wifi_rssi_dbm',
    'ip',
    'clock',
    'reset_reason',
    'faults',
    'config_faults',
  ]);
});

status('knows nothing of a meter before its first list', () => {
  const { status } = createReader();
  const it = status();
  assert.is(it.age_s, null);
  assert.is(it.stale, false);
  assert.is(it.meter_time, null);
  assert.is(it.active_power_import_w, null);
});

status('shows a list as soon as its last byte has arrived', () => {
  const { board, status, lists } = createReader();
  board.feed(TEN_SECONDS.subarray(0, 227));
  assert.is(status().active_power_import_w, null);
  board.feed(TEN_SECONDS.subarray(227));
  const it = status();
  assert.is(it.active_power_import_w, 1468);
  assert.is(it.current_l1_a, 5.64);
  assert.is(it.meter_time, '2026-01-15T13:05:20');
  assert.is(it.active_energy_import_kwh, null);
  assert.is(it.link.bytes, 228);
  assert.is(it.link.lists, 1);
  assert.is(lists(), 1);
});

status('keeps the registers of the hourly list with their time', () => {
  const { board, status } = createReader();
  board.feed(concat([HOURLY, atTime(TEN_SECONDS, '2026-01-15T14:00:10')]));
  const it = status();
  assert.is(it.active_energy_import_kwh, 4272.44);
  assert.is(it.energy_time, '2026-01-15T14:00:05');
  assert.is(it.meter_time, '2026-01-15T14:00:10');
});

status('has the age of the latest list in tenths of a second', () => {
  const { board, status } = createReader();
  board.feed(TEN_SECONDS);
  assert.is(status().age_s, 0);
  board.ms += 3249;
  assert.is(status().age_s, 3.2);
  board.feed(TEN_SECONDS);
  assert.is(status().age_s, 0);
});

status('is stale after 30 s without a good list, and still shows the last one', () => {
  const { board, service, status, pass } = createReader();
  board.feed(TEN_SECONDS);
  pass(30000);
  assert.is(status().stale, false);
  pass(250);
  board.feed(withByte(TEN_SECONDS, 113, 1));
  board.feed(kaifaList());
  assert.is(status().stale, true);
  assert.is(service.stale(), true);
  assert.is(status().active_power_import_w, 1468);
  assert.is(status().age_s, 30.2);
  board.feed(TEN_SECONDS);
  assert.is(status().stale, false);
});

status('counts the bad frames of the civil day, from 0 with the first list of the next', () => {
  const { board, status } = createReader();
  const damaged = withByte(TEN_SECONDS, 113, 1);
  board.feed(damaged);
  board.feed(atTime(TEN_SECONDS, '2026-01-15T23:59:40'));
  board.feed(damaged);
  assert.is(status().link.bad_frames_today, 2);
  board.feed(atTime(TEN_SECONDS, '2026-01-16T00:00:10'));
  assert.is(status().link.bad_frames_today, 0);
  board.feed(damaged);
  board.feed(atTime(TEN_SECONDS, '2026-01-16T00:00:20'));
  assert.is(status().link.bad_frames_today, 1);
  assert.is(status().link.fcs_errors, 3);
});

status('is stale 30 s after the start if the meter has sent nothing', () => {
  const { status, pass } = createReader();
  pass(30250);
  assert.is(status().stale, true);
  assert.is(status().age_s, null);
});

status('scales the values by the settings', () => {
  const { board, status } = createReader({ ct_ratio: 40, current_unit_a: 0.001, energy_unit_wh: 1 });
  board.feed(HOURLY);
  const it = status();
  assert.is(it.active_power_import_w, 1468 * 40);
  assert.is(it.current_l1_a, 22.56);
  assert.is(it.active_energy_import_kwh, 17089.76);
});

status('has the facts of the board', () => {
  const { status, pass } = createReader();
  pass(61000);
  assert.equal(status().device, {
    name: SOME_FACTS.name,
    version: VERSION,
    board: 'fake',
    espruino: SOME_FACTS.espruino,
    uptime_s: 61,
    memory_free_percent: SOME_FACTS.memory_free_percent,
    heap_free_bytes: SOME_FACTS.heap_free_bytes,
    wifi_rssi_dbm: SOME_FACTS.wifi_rssi_dbm,
    ip: SOME_FACTS.ip,
    clock: 'none',
    reset_reason: SOME_FACTS.reset_reason,
    faults: [],
    config_faults: [],
  });
});

status.run();

const clock = suite('service: clock and silence');

clock('is none without NTP until a list arrives, then that of the meter', () => {
  const { board, status } = createReader();
  assert.is(status().device.clock, 'none');
  board.feed(TEN_SECONDS);
  assert.is(status().device.clock, 'meter');
});

clock('is ntp as soon as the board knows the time', () => {
  const { board, status } = createReader();
  board.feed(TEN_SECONDS);
  board.utcAtStart = NTP_TIME;
  assert.is(status().device.clock, 'ntp');
});

clock('is none while the meter says that its own is invalid', () => {
  const { board, status } = createReader();
  board.feed(atTime(TEN_SECONDS, '2000-01-01T00:00:10', 0x01));
  assert.is(status().device.clock, 'none');
});

clock('silence starts when the latest list was complete, in UTC', () => {
  const { board, status, pass } = createReader({}, { ms: 0, utcAtStart: NTP_TIME });
  pass(5000);
  board.feed(TEN_SECONDS);
  pass(30000);
  assert.is(status().link.silent_since, null);
  pass(60000);
  assert.is(status().link.silent_since, '2026-01-15T12:05:25Z');
});

clock("without NTP the silence starts by the meter's clock, which is one hour ahead of UTC", () => {
  const { board, status, pass } = createReader();
  board.feed(TEN_SECONDS);
  pass(45000);
  assert.is(status().link.silent_since, '2026-01-15T12:05:20Z');
});

clock('a meter that has sent nothing is silent since the start, if the time is known', () => {
  const { board, status, pass } = createReader({}, { ms: 0 });
  pass(45000);
  assert.is(status().link.silent_since, null);
  board.utcAtStart = NTP_TIME;
  assert.is(status().link.silent_since, '2026-01-15T12:05:20Z');
});

clock.run();

const line = suite('service: the line to the meter');

line('a pause of 750 ms inside a frame drops it, whenever between two ticks it began', () => {
  for (let phase = 0; phase < TICK_MS; phase += 50) {
    const { board, service, status } = createReader();
    const began = board.ms + TICK_MS - phase;
    board.ms = began;
    board.feed(TEN_SECONDS.subarray(0, 100));
    board.ms += phase;
    service.tick();
    while (status().link.timeouts === 0) board.pass(TICK_MS, service.tick);
    const pause = board.ms - began;
    assert.ok(pause >= 750 && pause < 750 + TICK_MS, `${pause} ms`);
    assert.is(status().link.discarded_bytes, 100);
  }
});

line('shorter pauses change nothing, however many there are in a frame', () => {
  const { board, service, status } = createReader();
  // 19 chunks, 490 ms apart: one quiet tick between them.
  for (let chunk = 0; chunk < 19; chunk++) {
    const phase = 200 - 10 * chunk;
    board.ms += phase;
    board.feed(TEN_SECONDS.subarray(12 * chunk, 12 * chunk + 12));
    board.ms += TICK_MS - phase;
    service.tick();
    board.ms += TICK_MS;
    service.tick();
  }
  assert.is(status().link.lists, 1);
  assert.is(status().link.timeouts, 0);
});

line('the first list after a dropped frame is read', () => {
  const { board, status, pass } = createReader();
  board.feed(TEN_SECONDS.subarray(0, 200));
  pass(1000);
  board.feed(TEN_SECONDS);
  pass(10000);
  board.feed(TEN_SECONDS);
  const { link } = status();
  assert.equal([link.lists, link.timeouts, link.discarded_bytes, link.fcs_errors], [2, 1, 200, 0]);
});

line('the pause between lists is not counted', () => {
  const { board, status, pass } = createReader();
  for (let i = 0; i < 10; i++) {
    board.feed(TEN_SECONDS);
    pass(9000);
  }
  assert.equal(status().link.timeouts, 0);
  assert.equal(status().link.discarded_bytes, 0);
});

line('bytes lost in the driver are counted once each', () => {
  const { board, status } = createReader({}, { overrunBytes: 3 });
  assert.is(status().link.overruns, 3);
  assert.is(status().link.overruns, 3);
  board.overrunBytes = 10;
  assert.is(status().link.overruns, 10);
});

line('the fault of the port is shown', () => {
  const { board, status } = createReader();
  assert.is(status().link.fault, null);
  board.lineFault = 'the port "COM3" has gone';
  assert.is(status().link.fault, 'the port "COM3" has gone');
});

line('nothing is ever sent to the meter', () => {
  const { board, pass } = createReader();
  board.feed(concat([TEN_SECONDS, kaifaList(), TEN_SECONDS.subarray(0, 50)]));
  pass(60000);
  assert.equal(board.sent, []);
});

line.run();

const unknown = suite('service: lists that cannot be read');

unknown('are counted each time and logged once', () => {
  const { board, status, lists } = createReader();
  for (let i = 0; i < 5; i++) board.feed(concat([kaifaList(), aidonList()]));
  const { link } = status();
  assert.equal([link.frames, link.unknown_lists, link.lists], [10, 10, 0]);
  assert.equal(board.lines, [
    'meter: a list of version KFM_001 cannot be read; GET /frame shows it',
    'meter: a list of version AIDON_V0001 cannot be read; GET /frame shows it',
  ]);
  assert.is(lists(), 0);
});

unknown('are logged by at most eight names', () => {
  const { board, status } = createReader();
  for (let i = 0; i < 20; i++) board.feed(kamstrupList([], `Another_V${1000 + i}`));
  assert.is(status().link.unknown_lists, 20);
  assert.is(board.lines.length, 8);
});

unknown('leave the values of the previous list as they are', () => {
  const { board, status } = createReader();
  board.feed(concat([TEN_SECONDS, nextVersionList()]));
  assert.is(status().active_power_import_w, 1468);
  assert.is(status().link.unknown_lists, 1);
});

unknown('are shown by GET /frame, in lines of 16 bytes', () => {
  const { board, get } = createReader();
  const frame = kaifaList();
  board.feed(concat([TEN_SECONDS, frame]));
  const answer = get('/frame');
  assert.is(answer.status, 200);
  assert.is(answer.headers['cache-control'], 'no-store');
  assert.is(answer.body.replace(/[ \n]/g, ''), hexOf(frame));
  const lines = answer.body.trimEnd().split('\n');
  lines.slice(0, -1).forEach((one) => {
    assert.match(one, /^([0-9A-F]{2} ){15}[0-9A-F]{2}$/);
  });
  assert.ok(answer.body.endsWith('7E\n'));
});

unknown('do not show a hidden meter id, and neither does anything else', () => {
  const { board, get, status } = createReader({ hide_meter_id: true });
  board.feed(concat([kaifaList(), kamstrupList([], '7359992890941742'), TEN_SECONDS]));
  assert.is((status().meter as unknown as { id: null }).id, null);
  assert.equal(board.lines, [
    'meter: a list of version KFM_### cannot be read; GET /frame shows it',
    'meter: a list of version ################ cannot be read; GET /frame shows it',
  ]);
  const { status: code, body } = get('/frame');
  assert.equal([code, body], [403, '403: not available: hide_meter_id is on\n']);
});

unknown('GET /frame is empty before the first frame, and ends with a line end after 16 n bytes too', () => {
  const { board, get } = createReader();
  assert.is(get('/frame').body, '');
  board.feed(HOURLY);
  assert.is(get('/frame').body.split('\n').length, 20);
  const frame = kamstrupList([], 'Another_V00012345');
  const filling = 'x'.repeat(16 - (frame.length % 16));
  board.feed(kamstrupList([], `Another_V00012345${filling}`));
  const text = get('/frame').body;
  assert.is(text.split('\n').length, (frame.length + filling.length) / 16 + 1);
  assert.ok(text.endsWith('7E\n'));
});

unknown.run();

const pages = suite('service: pages');

pages('GET / is the help if there is no page', () => {
  const { get } = createReader();
  assert.equal(get('/'), get('/help'));
});

pages('are served at the names of the board and of the settings, and at no other internet name', () => {
  const { service } = createReader({ allowed_hosts: 'Han.example.org, meter.example.org' });
  for (const [host, expected] of [
    ['192.0.2.7', 200],
    ['han-reader', 200],
    ['han.example.org', 200],
    ['meter.example.org:8443', 200],
    ['example.org', 421],
    ['evil.example', 421],
  ] as const) {
    const socket = createFakeSocket();
    service.accept(socket);
    socket.say(`GET /status HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    assert.is(answerOf(socket).status, expected, host);
  }
});

pages('GET /help lists every endpoint, and each of them responds', () => {
  const { get } = createReader();
  const index = get('/help');
  assert.is(index.status, 200);
  const paths = Array.from(index.body.matchAll(/^GET (.+)$/gm), (match) => match[1]);
  assert.equal(paths, ['/', '/help', '/status', '/frame', '/history', '/data.json', '/metrics', '/healthz']);
  for (const path of paths) {
    assert.is(get(path).status, { '/history': 400, '/healthz': 503, '/data.json': 503 }[path] ?? 200, path);
  }
  assert.is(get('/nowhere').status, 404);
});

pages('a connection without a request is closed by the ticks of the service', () => {
  const { service, pass } = createReader();
  const socket = createFakeSocket();
  service.accept(socket);
  pass(5000);
  assert.is(answerOf(socket).status, 408);
});

pages.run();

const unit = suite('service: the energy unit, found automatically');

/** Plays a full hour of 10 s lists at 1468 W, then the hourly list with a register that has grown by that many units. */
function playHour(board: FakeBoard, hour: number, units: number): void {
  for (let i = 0; i < 360; i++) board.feed(TEN_SECONDS);
  const frame = HOURLY.slice();
  new DataView(frame.buffer).setUint32(256, 427244 + units);
  board.feed(atTime(frame, `2026-01-15T${hour}:00:05`));
}

unit('registers are null until a full hour has given the unit, which is logged and saved', () => {
  const { board, status } = createReader({ energy_unit_wh: 'auto' });
  board.feed(HOURLY);
  assert.is(status().active_energy_import_kwh, null);
  assert.is(status().energy_time, '2026-01-15T14:00:05');
  playHour(board, 15, 147);
  assert.is(status().active_energy_import_kwh, 4273.91);
  const found = () => board.lines.filter((line) => line.startsWith('meter:'));
  assert.equal(found(), ['meter: energy_unit_wh is 10, from the power of a full hour']);
  assert.equal(Array.from(board.files), [['energy-unit', '5706567000000001 10']]);
  playHour(board, 16, 294);
  assert.is(found().length, 1);
});

unit('the unit that an earlier run found is used from the first list on', () => {
  for (const [found, energy] of [
    ['10', 4272.44],
    ['1', 427.244],
  ] as const) {
    const files = new Map([['energy-unit', `5706567000000001 ${found}`]]);
    const { board, status } = createReader({ energy_unit_wh: 'auto' }, { files });
    board.feed(HOURLY);
    assert.is(status().active_energy_import_kwh, energy);
    assert.equal(board.lines, []);
  }
});

unit('the unit of another meter, or a damaged file, is not used', () => {
  for (const text of ['5706567000000009 10', '5706567000000001', '5706567000000001 100', '']) {
    const { board, status } = createReader({ energy_unit_wh: 'auto' }, { files: new Map([['energy-unit', text]]) });
    board.feed(HOURLY);
    assert.is(status().active_energy_import_kwh, null, text);
  }
});

unit('a full hour with another result corrects it', () => {
  const files = new Map([['energy-unit', '5706567000000001 10']]);
  const { board, status } = createReader({ energy_unit_wh: 'auto' }, { files });
  board.feed(HOURLY);
  playHour(board, 15, 1468);
  assert.is(status().active_energy_import_kwh, 428.712);
  assert.is(board.files.get('energy-unit'), '5706567000000001 1');
});

unit('a storage that cannot be written only loses the unit at a restart', () => {
  const { board, status } = createReader({ energy_unit_wh: 'auto' }, { storageFull: true });
  board.feed(HOURLY);
  playHour(board, 15, 147);
  assert.is(status().active_energy_import_kwh, 4273.91);
});

unit('is found only with the setting auto', () => {
  const { board } = createReader({ energy_unit_wh: 10 });
  board.feed(HOURLY);
  playHour(board, 15, 1468);
  assert.not.ok(board.lines.some((line) => line.startsWith('meter:')));
  assert.not.ok(board.files.has('energy-unit'));
});

unit('of one meter is not used for another', () => {
  const { board, status } = createReader({ energy_unit_wh: 'auto' });
  board.feed(HOURLY);
  playHour(board, 15, 147);
  board.feed(wireOf('logicmachine-4'));
  assert.is(status().active_energy_import_kwh, null);
});

unit.run();
