import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createDemoUart, DEMO_PAST_DAYS, DEMO_SEED, DEMO_SITE } from '../../../../board/host/uart/demo-uart.js';
import { createService } from '../../../../src/service.js';
import { checkSettings, coreSettings } from '../../../../src/settings/settings.js';
import { createFakeBoard } from '../../../support/board.js';
import { createSite, type SiteStatus } from '../../../support/site.js';
import { ask } from '../../../support/socket.js';

const DAY_MS = 86400000;
const SPANS = ['hours', 'days', 'months', 'power'];

type DemoStatus = SiteStatus & { meter: { type: string }; age_s: number | null; energy_time: string };

interface Demo {
  lines: string[];
  status(): DemoStatus;
  rows(span: string): { date?: string; import_kwh?: number | null; estimated?: boolean }[];
}

/** A service that opens the demo's line at this time; then the clock stands still. */
function openDemo(now: number, pastDays?: number): Demo {
  const uart = createDemoUart({ pastDays, clock: { now: () => now, after: () => () => {} } });
  const board = createFakeBoard({ uart, utcAtStart: now });
  const { settings } = checkSettings(coreSettings(), DEMO_SITE);
  const service = createService(board, settings, () => {});
  return {
    lines: board.lines,
    status: () => JSON.parse(ask(service, '/status').body),
    rows: (span) => JSON.parse(ask(service, `/history?span=${span}`).body).rows,
  };
}

const demo = suite('demo uart');

for (const [name, now] of [
  ['in winter, across the end of a month', Date.UTC(2026, 11, 2, 17, 42, 13)],
  ['across the change to summer time', Date.UTC(2026, 2, 30, 9, 0, 4)],
  ['across the change from summer time', Date.UTC(2026, 9, 26, 5, 59, 59)],
] as const) {
  demo(`its past equals that of a service that has read every list, ${name}`, () => {
    const days = 4;
    const site = createSite({ seed: DEMO_SEED, start: now - (now % 10000) - days * DAY_MS }, DEMO_SITE, { ntp: true });
    site.playTo(now);
    const { lines, status, rows } = openDemo(now, days);
    for (const span of SPANS) {
      // The first hour, day and month differ: only the other service has read all lists of the first hour.
      const [ours, theirs] = [rows(span), JSON.parse(site.get(`/history?span=${span}`).body).rows];
      assert.equal(ours.length, theirs.length, span);
      const from = span === 'power' ? 0 : 1;
      assert.equal(ours.slice(from), theirs.slice(from), span);
    }
    const [ours, theirs] = [status(), site.status()];
    for (const key of ['hour', 'today', 'peaks', 'hour_left_kwh', 'energy_time', 'current_l2_a'] as const)
      assert.equal(ours[key], theirs[key], key);
    assert.equal(lines, []);
  });
}

demo('its past fills the month, yesterday and the last hour', () => {
  // The last day of a long month.
  const { rows, status } = openDemo(Date.UTC(2026, 11, 31, 18, 42, 13), DEMO_PAST_DAYS);
  const month = rows('days').filter((row) => row.date?.startsWith('2026-12'));
  assert.is(month.length, 31);
  for (const row of month) assert.type(row.import_kwh, 'number', row.date);
  assert.ok(month.slice(0, -1).every((row) => row.estimated === false));
  assert.is(rows('hours').filter((row) => row.import_kwh === null).length, 0);
  assert.is(rows('power').filter((watts) => watts === null).length, 0);
  assert.is(rows('power').length, 360);
  assert.is(status().peaks.length, 3);
  assert.type(status().hour.forecast_kwh, 'number');
});

demo('without a past, the registers are known at once', () => {
  const now = Date.UTC(2026, 10, 21, 17, 42, 13);
  let bytes = 0;
  const pieces: (() => void)[] = [];
  let ms = now;
  const clock = {
    now: () => ms,
    after(_ms: number, run: () => void) {
      pieces.push(run);
      return () => {};
    },
  };
  createDemoUart({ clock }).open((chunk) => {
    bytes += chunk.length;
    return 0;
  });
  ms += 2000;
  pieces.pop()?.();
  assert.is(bytes, 302, 'the hourly list');
});

demo('its meter has three wires, and the site setting agrees', () => {
  const { status } = openDemo(Date.UTC(2026, 10, 21, 17, 42, 13), 1);
  assert.match(status().meter.type, /^684112/);
  assert.is(status().site.grid, 'it');
  assert.equal(checkSettings(coreSettings(), DEMO_SITE).faults, []);
});

demo.run();
