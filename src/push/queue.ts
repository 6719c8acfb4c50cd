/**
 * What waits for other servers: a bounded queue for each of them, in memory, oldest first, and one request at a time over all
 * of them. After a failure a server is left alone for a while that doubles up to a minute.
 */

import { type Board, TICK_MS } from '../board.js';
import { createHttpClient } from '../http/client.js';
import type { Reading } from '../reading/reading.js';
import type { Settings } from '../settings/settings.js';
import { object, quote } from '../text/json.js';
import { max, min } from '../text/math.js';
import { parseUrl, type Url } from '../text/url.js';

const FIRST_PAUSE_TICKS = 1000 / TICK_MS;
const LONGEST_PAUSE_TICKS = 60000 / TICK_MS;
/** Espruino on the ESP32 stands still while it connects, some 18 s if nobody has the address: no more than a twentieth of its time. */
const STILL = 20;
/** Lists come each ten seconds, or nearly so: one that is due within half of that is due. */
const NEARLY_MS = 5000;
/** More than one list waits only where so many answers could be made at once. */
const QUEUE_SPARES = 2;

/** A request: where below the server's address, further header lines, and how many items of the queue it bears. */
export interface PushRequest {
  path: string;
  headers: string;
  body: string;
  covers: number;
}

/** Whom lists are sent to, and what of it. */
export interface Target {
  /** Its settings begin with it: NAME_url, and NAME_every_s, the seconds between two lists, 0 for each list. */
  name: string;
  /** At most so many items wait, where that is not the board's `queueLength`. */
  limit?: number;
  /** The items of the latest list, small texts; `due` if it is time for a list, `hourly` if it has registers. */
  itemsOf(due: boolean, hourly: boolean): string[];
  /** The request for the first items, at an address with this path, or why there is none. */
  request(items: string[], path: string): PushRequest | string;
  /**
   * What an answer means, where its status does not tell: true when the items have arrived, false when another request comes
   * first, or why it failed, perhaps in the common `words`.
   */
  hear?(status: number, body: string, words: string): boolean | string;
}

export interface PushQueue {
  /** Queues what the latest list has for whom. */
  take(hourly: boolean): void;
  /** Called every `TICK_MS`. */
  tick(): void;
  /** The member `push` of `/status`: a JSON array. */
  text(): string;
}

/** What targets are made of. */
export interface Source {
  board: Board;
  settings: Settings;
  reading: Reading;
  version: string;
  /** ms UTC, by the board or else by the meter; null if neither knows it. */
  utc(): number | null;
  /** The values of fields, from one up to another, as JSON. */
  values(from: number, to: number): string[];
}

interface Lane {
  target: Target;
  url: Url;
  everyMs: number;
  items: string[];
  /** How many of the items are under way. */
  covers: number;
  dropped: number;
  sent: number;
  takenAt: number;
  error: string | null;
  pauseTicks: number;
  ticksLeft: number;
}

/** Makes the queues of the targets that have an address. */
export function createPushQueue(board: Board, settings: Settings, targets: Target[]): PushQueue {
  const client = createHttpClient(board);
  const lanes: Lane[] = [];
  let busy = false;
  let turn = 0;

  targets.forEach(function (target) {
    const url = parseUrl(settings[target.name + '_url'] as string);
    if (!url) return;
    lanes.push({
      target,
      url,
      everyMs: (settings[target.name + '_every_s'] as number) * 1000,
      takenAt: -1e9,
      items: [],
      covers: 0,
      sent: 0,
      dropped: 0,
      error: null,
      pauseTicks: 0,
      ticksLeft: 0,
    });
  });

  function fail(lane: Lane, error: string): void {
    if (error !== lane.error) board.log('push: ' + lane.target.name + ': ' + error);
    lane.error = error;
    lane.ticksLeft = lane.pauseTicks = min(lane.pauseTicks * 2 || FIRST_PAUSE_TICKS, LONGEST_PAUSE_TICKS);
  }

  function answered(lane: Lane, status: number, body: string): void {
    const words = status ? 'HTTP ' + status : 'no answer';
    const outcome = lane.target.hear
      ? lane.target.hear(status, body, words)
      : status >= 200 && status < 300
        ? true
        : words;
    // What is refused for what it is would be refused again.
    const refused = status === 400 || status === 413 || status === 422;
    busy = false;
    if (outcome === true) {
      lane.sent += lane.covers;
      lane.pauseTicks = 0;
      lane.error = null;
    } else if (outcome) fail(lane, outcome);
    if (refused) lane.dropped += lane.covers;
    if (refused || outcome === true) lane.items.splice(0, lane.covers);
    lane.covers = 0;
  }

  /** Starts the next request of a lane, if there is one. */
  function start(lane: Lane): void {
    const request = lane.target.request(lane.items, lane.url.path);
    if (typeof request === 'string') {
      fail(lane, request);
      return;
    }
    const began = board.now();
    busy = true;
    lane.covers = request.covers;
    client.post(lane.url, request.path, request.headers, request.body, function (status, body) {
      answered(lane, status, body);
    });
    const stillTicks = ((board.now() - began) * STILL) / TICK_MS;
    if (!busy) lane.ticksLeft = max(lane.ticksLeft, stillTicks);
  }

  function take(hourly: boolean): void {
    lanes.forEach(function (lane) {
      const due = board.now() - lane.takenAt >= lane.everyMs - NEARLY_MS;
      if (due) lane.takenAt = board.now();
      lane.target.itemsOf(due, hourly).forEach(function (item) {
        lane.items.push(item);
        const waiting = lane.items.length;
        if (waiting <= (lane.target.limit || board.queueLength) && (waiting === 1 || board.hasRoom(QUEUE_SPARES)))
          return;
        // The oldest that is not under way.
        lane.items.splice(lane.covers, 1);
        lane.dropped++;
      });
    });
  }

  function tick(): void {
    client.tick();
    lanes.forEach(function (lane) {
      if (lane.ticksLeft > 0) lane.ticksLeft--;
    });
    for (let i = lanes.length; i && !busy; i--) {
      const lane = lanes[turn++ % lanes.length];
      if (lane.ticksLeft <= 0 && lane.items.length && board.hasRoom(1)) start(lane);
    }
  }

  function text(): string {
    const targets = lanes.map(function (lane) {
      return object([
        'target',
        quote(lane.target.name),
        'queued',
        '' + lane.items.length,
        'sent',
        '' + lane.sent,
        'dropped',
        '' + lane.dropped,
        'error',
        quote(lane.error),
      ]);
    });
    return '[' + targets.join() + ']';
  }

  return { take, tick, text };
}
