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
const CONNECT_FACTOR = 20;
/** Lists come each ten seconds, or nearly so: one that is due within half of that is due. */
const NEARLY_MS = 5000;
/** More than one list waits only where so many answers could be made at once. */
const QUEUE_SPARES = 2;

/** A request: where below the server's address, further header lines, and how many items of the queue it bears. */
export interface PushRequest {
  path: string;
  headers: string;
  body: string;
  itemCount: number;
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
  interpret?(status: number, body: string, defaultError: string): boolean | string;
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
export interface PushSource {
  board: Board;
  settings: Settings;
  reading: Reading;
  version: string;
  /** ms UTC, by the board or else by the meter; null if neither knows it. */
  utc(): number | null;
  /** The values of fields, from one up to another, as JSON. */
  values(from: number, to: number): string[];
}

interface TargetQueue {
  target: Target;
  url: Url;
  intervalMs: number;
  items: string[];
  /** How many of the items are under way. */
  itemCount: number;
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
  const queues: TargetQueue[] = [];
  let busy = false;
  let turn = 0;

  targets.forEach(function (target) {
    const url = parseUrl(settings[target.name + '_url'] as string);
    if (!url) return;
    queues.push({
      target,
      url,
      intervalMs: (settings[target.name + '_every_s'] as number) * 1000,
      takenAt: -1e9,
      items: [],
      itemCount: 0,
      sent: 0,
      dropped: 0,
      error: null,
      pauseTicks: 0,
      ticksLeft: 0,
    });
  });

  function fail(queue: TargetQueue, error: string): void {
    if (error !== queue.error) board.log('push: ' + queue.target.name + ': ' + error);
    queue.error = error;
    queue.ticksLeft = queue.pauseTicks = min(queue.pauseTicks * 2 || FIRST_PAUSE_TICKS, LONGEST_PAUSE_TICKS);
  }

  function onResponse(queue: TargetQueue, status: number, body: string): void {
    const defaultError = status ? 'HTTP ' + status : 'no answer';
    const outcome = queue.target.interpret
      ? queue.target.interpret(status, body, defaultError)
      : status >= 200 && status < 300
        ? true
        : defaultError;
    // What is refused for what it is would be refused again.
    const refused = status === 400 || status === 413 || status === 422;
    busy = false;
    if (outcome === true) {
      queue.sent += queue.itemCount;
      queue.pauseTicks = 0;
      queue.error = null;
    } else if (outcome) fail(queue, outcome);
    if (refused) queue.dropped += queue.itemCount;
    if (refused || outcome === true) queue.items.splice(0, queue.itemCount);
    queue.itemCount = 0;
  }

  /** Starts the next request of a lane, if there is one. */
  function start(queue: TargetQueue): void {
    const request = queue.target.request(queue.items, queue.url.path);
    if (typeof request === 'string') {
      fail(queue, request);
      return;
    }
    const began = board.now();
    busy = true;
    queue.itemCount = request.itemCount;
    client.post(queue.url, request.path, request.headers, request.body, function (status, body) {
      onResponse(queue, status, body);
    });
    const blockedTicks = ((board.now() - began) * CONNECT_FACTOR) / TICK_MS;
    if (!busy) queue.ticksLeft = max(queue.ticksLeft, blockedTicks);
  }

  function take(hourly: boolean): void {
    queues.forEach(function (queue) {
      const due = board.now() - queue.takenAt >= queue.intervalMs - NEARLY_MS;
      if (due) queue.takenAt = board.now();
      queue.target.itemsOf(due, hourly).forEach(function (item) {
        queue.items.push(item);
        const queued = queue.items.length;
        if (queued <= (queue.target.limit || board.queueLength) && (queued === 1 || board.hasRoom(QUEUE_SPARES)))
          return;
        // The oldest that is not under way.
        queue.items.splice(queue.itemCount, 1);
        queue.dropped++;
      });
    });
  }

  function tick(): void {
    client.tick();
    queues.forEach(function (queue) {
      if (queue.ticksLeft > 0) queue.ticksLeft--;
    });
    for (let i = queues.length; i && !busy; i--) {
      const queue = queues[turn++ % queues.length];
      if (queue.ticksLeft <= 0 && queue.items.length && board.hasRoom(1)) start(queue);
    }
  }

  function text(): string {
    const targets = queues.map(function (queue) {
      return object([
        'target',
        quote(queue.target.name),
        'queued',
        '' + queue.items.length,
        'sent',
        '' + queue.sent,
        'dropped',
        '' + queue.dropped,
        'error',
        quote(queue.error),
      ]);
    });
    return '[' + targets.join() + ']';
  }

  return { take, tick, text };
}
