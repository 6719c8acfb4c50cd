/** A service on a fake board that reads a simulated meter, and books of that meter independent of the code under test. */

import {
  createMeter,
  type HourBook,
  type Meter,
  type MeterOptions,
  type Push,
} from '../../board/host/simulator/meter.js';
import { createService, type Service } from '../../src/service.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { createFakeBoard, type FakeBoard } from './board.js';
import { ask, createFakeSocket, type FakeSocket, type HttpAnswer } from './socket.js';

export const HOUR_MS = 3600000;

export interface Row {
  start?: string;
  date?: string;
  month?: string;
  import_kwh: number | null;
  export_kwh: number | null;
  estimated: boolean;
}

export interface Sums {
  import_kwh: number | null;
  export_kwh: number | null;
}

export interface SiteStatus {
  [key: string]: unknown;
  hour: Sums & { start: string | null; forecast_kwh: number | null; estimated: boolean };
  today: Sums;
  month: Sums;
  peaks: { date: string; hour: number; import_kwh: number }[];
  peak_average_kw: number | null;
  capacity_step_kw: number | null;
  hour_left_kwh: number | null;
  site: { main_fuse_a: number; grid: string; peaks: number; steps_kw: number[] };
}

export interface Site {
  board: FakeBoard;
  meter: Meter;
  /** Plays the meter up to this time (ms UTC, not included); lists for which `lost` is true do not arrive. */
  playTo(utcMs: number, lost?: (push: Push) => boolean): void;
  /** The reader loses power while the meter keeps counting; then it starts again. */
  powerCut(untilMs: number): void;
  get(path: string, headers?: string): HttpAnswer;
  /** Sends a request over a socket that accepts each piece only after `drain`. */
  askSlowly(path: string): FakeSocket;
  status(): SiteStatus;
  rows(span: 'hours' | 'days' | 'months'): Row[];
  save(): void;
  /** The service's tick. */
  tick(): void;
}

/** Each list arrives a second after it was due, with one tick of the service, which is enough. */
function tickTo(board: FakeBoard, service: Service, ms: number): void {
  if (ms > board.ms) board.ms = ms;
  service.tick();
}

/** Creates a site. `ntp` for a board that knows UTC; `frameOf` may change the meter's lists. */
export function createSite(
  options: Partial<MeterOptions> & { start: number },
  config: object = {},
  special: { ntp?: boolean; frameOf?: (push: Push) => Uint8Array } = {},
): Site {
  const meter = createMeter({ phases: 3, oldFirmware: false, seed: 7, ...options });
  const frameOf = special.frameOf ?? ((push: Push) => push.bytes);
  const board = createFakeBoard({ utcAtStart: special.ntp ? options.start : null });
  const { settings } = checkSettings(coreSettings(), config);
  let service = createService(board, settings, () => {});

  function playTo(utcMs: number, lost: (push: Push) => boolean = () => false): void {
    while (meter.due() < utcMs) {
      const push = meter.next();
      tickTo(board, service, push.utcMs - options.start + 1000);
      if (!lost(push)) board.feed(frameOf(push));
    }
  }

  function powerCut(untilMs: number): void {
    while (meter.due() < untilMs) meter.next();
    board.ms = untilMs - options.start;
    service = createService(board, settings, () => {});
  }

  function get(path: string, headers = ''): HttpAnswer {
    return ask(service, path, headers);
  }

  function askSlowly(path: string): FakeSocket {
    const socket = createFakeSocket({ slow: true });
    service.accept(socket);
    socket.say(`GET ${path} HTTP/1.1\r\n\r\n`);
    return socket;
  }

  return {
    board,
    meter,
    playTo,
    powerCut,
    get,
    askSlowly,
    status: () => JSON.parse(get('/status').body),
    rows: (span) => JSON.parse(get(`/history?span=${span}`).body).rows,
    save: () => service.save(),
    tick: () => service.tick(),
  };
}

const OSLO = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Oslo',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** `2026-11-21T10:00:00` in Oslo, by the computer's own time zone data. */
export function osloText(utcMs: number): string {
  return OSLO.format(utcMs).replace(' ', 'T');
}

/** The growth of the meter's registers in a complete hour of its books, in kWh: import and export. */
export function grownKwh(books: readonly HourBook[], index: number): [number, number] {
  const [before, after] = [books[index].registers, books[index + 1].registers];
  return [(after[0] - before[0]) / 100, (after[1] - before[1]) / 100];
}

/** kWh rounded to whole Wh. */
export function round(kwh: number): number {
  return Math.round(kwh * 1000) / 1000;
}

/** The paths that the program answers, and those that only the device has. */
export function endpointPaths(): string[] {
  const { body } = createSite({ start: Date.UTC(2026, 10, 21) }).get('/help');
  return [...body.matchAll(/^GET (\S+)$/gm)].map(([, path]) => path).concat('/config', '/restart');
}
