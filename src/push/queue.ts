/**
 * Items to be sent to other servers: a bounded queue in memory per target, and one request at a time over all targets.
 * After a failure a target pauses for a second, which doubles with each further failure up to a minute.
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
/** Espruino on the ESP32 blocks while it connects, some 10 s if the address does not respond: it then pauses 20 times as long. */
const CONNECT_FACTOR = 20;
/** Lists come about every ten seconds: one that is due within half of that counts as due. */
const NEARLY_MS = 5000;
/** More than one item is queued only while there is memory for so many responses. */
const QUEUE_SPARES = 1.2;

/** A request to a target. */
export interface PushRequest {
  path: string;
  /** Additional header lines, each ending with CR LF. */
  headers: string;
  body: string;
  /** How many items of the queue it contains. */
  itemCount: number;
}

/** A server to push to: what it is sent, and how its responses are interpreted. */
export interface Target {
  /** The prefix of its settings: NAME_url, and NAME_every_s, the seconds between pushes, 0 for each list. */
  name: string;
  /** The length of the queue, if not the board's `queueLength`. */
  limit?: number;
  /** The items for the latest list, short texts; `due` if it is time for a push, `hourly` if the list has registers. */
  itemsOf(due: boolean, hourly: boolean): string[];
  /** The request with the first of the items, for a URL with this path; or why there can be none. */
  request(items: string[], path: string): PushRequest | string;
  /**
   * Interprets a response beyond its status: true if the items have arrived, false if another request must come first, or
   * the error; `defaultError` describes the status.
   */
  interpret?(status: number, body: string, defaultError: string): boolean | string;
}

/** The queues of all targets. */
export interface PushQueue {
  /** Queues the items of the latest list; `hourly` if it has registers. */
  take(hourly: boolean): void;
  /** Called every `TICK_MS`. */
  tick(): void;
  /** The member `push` of `/status`: a JSON array. */
  text(): string;
}

/** What targets take their items from. */
export interface PushSource {
  board: Board;
  settings: Settings;
  reading: Reading;
  /** Version of the program. */
  version: string;
  /** ms UTC from the board, or else from the meter; null if unknown. */
  utc(): number | null;
  /** The values of the fields from `from` up to `to`, as JSON. */
  values(from: number, to: number): string[];
}

interface TargetQueue {
  target: Target;
  url: Url;
  intervalMs: number;
  items: string[];
  /** How many items the current request contains. */
  itemCount: number;
  dropped: number;
  sent: number;
  /** When the latest list was due, in ms of the board's clock. */
  takenAt: number;
  error: string | null;
  pauseTicks: number;
  ticksLeft: number;
}

/** Creates the queues of the targets that have a URL. */
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
    const defaultError = status ? 'HTTP ' + status : 'no response';
    const outcome = queue.target.interpret
      ? queue.target.interpret(status, body, defaultError)
      : status >= 200 && status < 300
        ? true
        : defaultError;
    // The server rejects the content: sending it again would not help.
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

  /** Starts the next request of a queue. */
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
        // The oldest item that is not being sent.
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
