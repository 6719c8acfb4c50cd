/** Asks the device: one request at a time, patiently after errors, not at all while nobody looks. */
import type { History, Span, Status } from './status.js';

/** A list comes each ten seconds; asked twice as often, a value is at most five seconds late. */
export const POLL_MS = 5000;
const FIRST_PAUSE_MS = 1000;
export const LONGEST_PAUSE_MS = 30000;
/** So many failures in a row, and there is no connection. */
export const FAILURES_OFFLINE = 2;
/** The device has no room for another connection just now. */
const BUSY = 503;

export interface Reply {
  ok: boolean;
  status: number;
  retryAfterMs: number;
  body: unknown;
}

/** What the poller needs of the browser. */
export interface PollTools {
  /** Rejects if there is no whole answer. */
  get(path: string): Promise<Reply>;
  now(): number;
  isHidden(): boolean;
  /** Calls once after so many milliseconds; returns what calls it off. */
  later(ms: number, run: () => void): () => void;
}

export interface PollEvents {
  status(status: Status): void;
  history(history: History): void;
  /** So many times in a row. */
  failed(times: number): void;
}

export interface Poller {
  /** Fetches these histories as soon as there is time. */
  want(...spans: Span[]): void;
  /** Asks now: at the start, when the page is looked at again, when the network is back. */
  wake(): void;
}

/** How long to wait after the n-th failure in a row: 1, 2, 4, .. 30 s, and never less than the device asks for. */
export function pauseAfter(failures: number, retryAfterMs = 0): number {
  return Math.max(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS), retryAfterMs);
}

/** Makes a poller that sleeps until it is woken. */
export function createPoller(tools: PollTools, events: PollEvents): Poller {
  const wanted = new Set<Span>();
  let busy = false;
  let failures = 0;
  let statusDue = 0;
  let callOff = (): void => {};

  function sleep(ms: number): void {
    callOff();
    callOff = tools.later(ms, turn);
  }

  function fail(retryAfterMs: number): void {
    failures++;
    statusDue = 0;
    events.failed(failures);
    sleep(pauseAfter(failures, retryAfterMs));
  }

  /** Hands on what came; a history that the device refuses is not asked for again and again. */
  function take(span: Span | undefined, reply: Reply): void {
    if (!reply.ok && (!span || reply.status === BUSY)) {
      fail(reply.retryAfterMs);
      return;
    }
    failures = 0;
    if (span) wanted.delete(span);
    else statusDue = tools.now() + POLL_MS;
    // Before anyone is told: whatever fails there, the next question is asked.
    sleep(0);
    if (!span) events.status(reply.body as Status);
    else if (reply.ok) events.history(reply.body as History);
  }

  async function ask(span: Span | undefined): Promise<void> {
    busy = true;
    let reply: Reply | null = null;
    try {
      reply = await tools.get(span ? `/history?span=${span}` : '/status');
    } catch {
      // The words of the browser are of no use to anyone here.
    }
    busy = false;
    if (reply) take(span, reply);
    else fail(0);
  }

  function turn(): void {
    if (busy || tools.isHidden()) return;
    const wait = statusDue - tools.now();
    const span = wait > 0 ? wanted.values().next().value : undefined;
    if (wait > 0 && !span) sleep(wait);
    else ask(span);
  }

  return {
    want(...spans) {
      for (const span of spans) wanted.add(span);
      // A pause after an error stays what it is.
      if (!busy && !failures) sleep(0);
    },
    wake() {
      callOff();
      turn();
    },
  };
}
