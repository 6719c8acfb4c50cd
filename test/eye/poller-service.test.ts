/** The service with a meter that is polled: the same status, account and staleness as at the HAN port. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EyeKind, EyeState } from '../../board/host/simulator/eye.js';
import { TICK_MS } from '../../src/board.js';
import { createService, type Service } from '../../src/service.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { createFakeBoard, type FakeBoard } from '../support/board.js';
import { meetEye, STATE } from '../support/eye.js';
import { answerOf, createFakeSocket } from '../support/socket.js';

interface Hour {
  start: string;
  import_kwh: number | null;
  estimated: boolean;
}

interface Status {
  [key: string]: unknown;
  meter: Record<string, string | null>;
  hour: Hour;
  today: { import_kwh: number | null };
  link: Record<string, number>;
  device: Record<string, unknown>;
  stale: boolean;
}

interface Site {
  board: FakeBoard;
  service: Service;
  get(path: string): string;
  status(): Status;
  hours(): Hour[];
  pass(ms: number): void;
}

const HOUR = 3600000;
const MINUTE = 60000;
/** 2026-11-21, 12:00 in Norway. */
const NOON = Date.UTC(2026, 10, 21, 11);

/** A site whose meter measures so many W; its registers count from the start. */
function createSite(
  kind: EyeKind,
  watts: number | ((ms: number) => number),
  options: Partial<FakeBoard> = {},
  config: object = {},
): Site {
  const board = createFakeBoard({ utcAtStart: NOON, ...options });
  const power = typeof watts === 'number' ? () => watts : watts;
  let wh = (power(0) * board.ms) / HOUR;

  const meter = kind === 'iec62056' ? 'iec61107' : kind;
  const service = createService(board, checkSettings(coreSettings(), { meter, ...config }).settings, () => {});
  const state = (): EyeState => ({
    // Registers of 10 Wh, with a fraction for finer registers; the clock keeps standard time.
    values: STATE.values.map((value, i) =>
      i === 0 ? power(board.ms) : i === 10 ? 183400 + wh / 10 : i === 11 ? 0 : value,
    ),
    clock: new Date(NOON + HOUR + board.ms).toISOString().slice(0, 19),
  });
  let deliver: (chunk: Uint8Array) => void = () => {};
  const meet = meetEye(board, { meter, kind, state }, (bytes) => deliver(bytes));
  deliver = (bytes) => board.feed(bytes);

  function get(path: string): string {
    const socket = createFakeSocket();
    service.accept(socket);
    socket.say(`GET ${path} HTTP/1.1\r\n\r\n`);
    socket.happens('close');
    return answerOf(socket).body;
  }

  return {
    board,
    service,
    get,
    status: () => JSON.parse(get('/status')),
    hours: () => JSON.parse(get('/history?span=hours')).rows,
    pass(ms) {
      board.pass(ms, () => {
        wh += (power(board.ms) * TICK_MS) / HOUR;
        meet();
        service.tick();
      });
    },
  };
}

const eye = suite('service at an optical eye');

eye("the status is that of the HAN port, plus the meter's values under its own names", () => {
  const site = createSite('kmp', 1200);
  site.pass(MINUTE);
  const status = site.status();
  assert.equal(Object.keys(status).slice(-4), ['registers', 'push', 'link', 'device']);
  assert.equal(status.meter, {
    id: '17707970',
    type: '070422JA83486',
    list_version: null,
    protocol: 'kmp',
    layout: '5a00',
  });
  assert.match(status.meter_time as string, /^2026-11-21T12:00:5\d$/);
  assert.is(status.active_power_import_w, 1200);
  assert.is(status.current_l1_a, 5.11);
  assert.is(status.reactive_power_import_var, null);
  assert.match(`${status.active_energy_import_kwh}`, /^1834\.01\d+$/);
  assert.match(site.get('/frame'), /^40 3F 01 5A/);
});

eye('at the HAN port there is no such member, and nothing is sent', () => {
  const board = createFakeBoard();
  const service = createService(board, checkSettings(coreSettings(), {}).settings, () => {});
  board.pass(MINUTE, service.tick);
  const socket = createFakeSocket();
  service.accept(socket);
  socket.say('GET /status HTTP/1.1\r\n\r\n');
  socket.happens('close');
  assert.is(JSON.parse(answerOf(socket).body).registers, undefined);
  assert.equal(board.sent, []);
  assert.is(board.line, '');
});

/** Each complete hour, without the first one, in which the service started. */
function whole(hours: Hour[]): Hour[] {
  return hours.slice(1, -1);
}

eye('hours of binary KMP follow its fine registers', () => {
  const site = createSite('kmp', 864);
  site.pass(5 * HOUR + 5 * MINUTE);
  const hours = whole(site.hours());
  assert.is(hours.length, 4);
  for (const { import_kwh, estimated } of hours) {
    // A poll of ten seconds is 2.4 Wh; rounding them one by one would make 17 % of it.
    assert.ok(Math.abs((import_kwh as number) - 0.864) < 0.004, `${import_kwh}`);
    assert.is(estimated, false);
  }
  const total = site.hours().reduce((sum, hour) => sum + (hour.import_kwh as number), 0);
  assert.ok(Math.abs(total - 0.864 * (5 + 5 / 60)) < 0.01, `${total}`);
  assert.ok(Math.abs((site.status().today.import_kwh as number) - total) < 0.002);
});

eye('hours of a 685-382 by KMP follow the power between the steps of its registers of 1 kWh', () => {
  const site = createSite('kmp-ascii', 750);
  site.pass(8 * HOUR + 5 * MINUTE);
  const hours = whole(site.hours());
  assert.is(hours.length, 7);
  for (const { import_kwh } of hours) assert.ok(Math.abs((import_kwh as number) - 0.75) < 0.1, `${import_kwh}`);
  const total = site.hours().reduce((sum, hour) => sum + (hour.import_kwh as number), 0);
  assert.ok(Math.abs(total - 0.75 * (8 + 5 / 60)) < 1, `${total}`);
});

eye('hours of IEC follow its registers of 1 kWh, distributed by time and marked as estimated', () => {
  const site = createSite('iec61107', 2500);
  site.pass(12 * HOUR + 5 * MINUTE);
  const hours = whole(site.hours());
  assert.ok(hours.length >= 10);
  for (const { import_kwh } of hours) assert.ok(Math.abs((import_kwh as number) - 2.5) < 0.6, `${import_kwh}`);
  assert.ok(hours.some((hour) => hour.estimated));
  const total = site.hours().reduce((sum, hour) => sum + (hour.import_kwh ?? 0), 0);
  // The energy before its first step and after its last one is unknown: at most one unit each.
  assert.ok(Math.abs(total - 2.5 * (12 + 5 / 60)) < 2, `${total}`);
  const { hour } = site.status();
  assert.is(hour.start, '2026-11-22T00:00:00+01:00');
  assert.is(site.status().active_power_import_w, null);
});

eye('between polls that are minutes apart the power is assumed to stay', () => {
  for (const poll_s of [120, 600]) {
    const watts = (ms: number): number => (ms >= HOUR && ms < 2 * HOUR ? 2400 : 300);
    const site = createSite('kmp-ascii', watts, {}, { poll_s });
    site.pass(3 * HOUR + 20 * MINUTE);
    const hours = site.hours();
    [0.3, 2.4, 0.3].forEach((kwh, i) => {
      // The power is known within one poll.
      assert.ok(
        Math.abs((hours[i].import_kwh as number) - kwh) <= (2.1 * poll_s) / 3600 + 0.01,
        `${hours[i].import_kwh}`,
      );
    });
    assert.type(site.status().hour.import_kwh, 'number');
  }
});

eye('without any clock IEC gives values but no account', () => {
  const site = createSite('iec61107', 2500, { utcAtStart: null });
  site.pass(3 * HOUR);
  const status = site.status();
  assert.is(status.active_energy_import_kwh, 1841);
  assert.is(status.hour.start, null);
  assert.is(status.today.import_kwh, null);
  assert.is(status.device.clock, 'none');
  assert.equal(site.hours(), []);
});

eye("without NTP the account goes by the meter's clock, where it has one", () => {
  const site = createSite('kmp', 1200, { utcAtStart: null });
  site.pass(2 * HOUR + 5 * MINUTE);
  assert.is(site.status().device.clock, 'meter');
  assert.is(site.hours().length, 3);
  assert.is(site.status().hour.start, '2026-11-21T14:00:00+01:00');
});

eye('values are stale after three missed polls, whatever the period', () => {
  for (const [kind, config, freshS, staleS] of [
    ['kmp', {}, 30, 45],
    ['iec61107', {}, 180, 195],
    ['kmp', { poll_s: 60 }, 180, 195],
  ] as const) {
    const site = createSite(kind, 100, {}, config);
    site.pass(10 * MINUTE);
    site.board.onSent = () => {};
    const age = (site.status().age_s as unknown as number) * 1000;
    site.pass(freshS * 1000 - age);
    assert.is(site.status().stale, false, `${kind} ${freshS}`);
    site.pass((staleS - freshS) * 1000);
    assert.is(site.status().stale, true, `${kind} ${staleS}`);
  }
});

eye('the account comes back after a restart with registers of 0.1 Wh', () => {
  const site = createSite('kmp', 1200);
  site.pass(2 * HOUR);
  site.service.save();
  const before = site.hours();
  const files = new Map(site.board.files);
  const later = createSite('kmp', 1200, { ms: 2 * HOUR, files });
  later.pass(MINUTE);
  const after = later.hours();
  assert.equal(after[0], before[0]);
  assert.ok(Math.abs((after[1].import_kwh as number) - 1.2) < 0.005, `${after[1].import_kwh}`);
  assert.equal(
    later.board.lines.filter((line) => /account|storage/.test(line)),
    [],
  );
});

eye.run();
