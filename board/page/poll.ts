/** Polls the device: one request at a time, with growing pauses after errors, and not while the page is hidden. */
import type { History, Span, Status } from './status.js';

/** A list comes every ten seconds; polling twice as often, the page is at most five seconds late. */
export const POLL_MS = 5000;
const FIRST_PAUSE_MS = 1000;
export const MAX_PAUSE_MS = 30000;
/** Failures in a row from which the page says that there is no connection. */
export const FAILURES_OFFLINE = 2;
/** HTTP status of a device that has no room for another request at the moment. */
const BUSY = 503;

export interface Reply {
  ok: boolean;
  status: number;
  retryAfterMs: number;
  body: unknown;
}

/** The functions of the browser that the poller needs. */
export interface PollPlatform {
  /** Rejects if there is no complete response. */
  get(path: string): Promise<Reply>;
  now(): number;
  isHidden(): boolean;
  /** Calls back once after `ms`; returns a function that cancels it. */
  later(ms: number, run: () => void): () => void;
}

export interface PollEvents {
  status(status: Status): void;
  history(history: History): void;
  /** `times` requests in a row have failed. */
  failed(times: number): void;
}

export interface Poller {
  /** Fetches these histories between two polls of the status. */
  fetchHistories(...spans: Span[]): void;
  /** Polls now: at the start, when the page becomes visible, when the network is back. */
  wake(): void;
}

/** How long to wait after the n-th failure in a row: 1, 2, 4, … 30 s, but never less than the device asks for. */
export function pauseAfter(failures: number, retryAfterMs = 0): number {
  return Math.max(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), MAX_PAUSE_MS), retryAfterMs);
}

/** Makes a poller, which waits for `wake`. */
export function createPoller(platform: PollPlatform, events: PollEvents): Poller {
  const wanted = new Set<Span>();
  let isBusy = false;
  let failures = 0;
  let statusDue = 0;
  let cancel = (): void => {};

  function sleep(ms: number): void {
    cancel();
    cancel = platform.later(ms, next);
  }

  function fail(retryAfterMs: number): void {
    failures++;
    statusDue = 0;
    events.failed(failures);
    sleep(pauseAfter(failures, retryAfterMs));
  }

  /** Handles a response. A history that the device refuses is not requested again. */
  function handle(span: Span | undefined, reply: Reply): void {
    if (!reply.ok && (!span || reply.status === BUSY)) {
      fail(reply.retryAfterMs);
      return;
    }
    failures = 0;
    if (span) wanted.delete(span);
    else statusDue = platform.now() + POLL_MS;
    // Scheduled first, so that polling continues if an event handler fails.
    sleep(0);
    if (!span) events.status(reply.body as Status);
    else if (reply.ok) events.history(reply.body as History);
  }

  async function request(span: Span | undefined): Promise<void> {
    isBusy = true;
    let reply: Reply | null = null;
    try {
      reply = await platform.get(span ? `/history?span=${span}` : '/status');
    } catch {
      // The browser's message does not help the reader of the page.
    }
    isBusy = false;
    if (reply) handle(span, reply);
    else fail(0);
  }

  /** Sends the request that is due, if any. */
  function next(): void {
    if (isBusy || platform.isHidden()) return;
    const wait = statusDue - platform.now();
    const span = wait > 0 ? wanted.values().next().value : undefined;
    if (wait > 0 && !span) sleep(wait);
    else request(span);
  }

  return {
    fetchHistories(...spans) {
      for (const span of spans) wanted.add(span);
      // A pause after an error is not shortened.
      if (!isBusy && !failures) sleep(0);
    },
    wake() {
      cancel();
      next();
    },
  };
}
