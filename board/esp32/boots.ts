/** Counts the starts that end within a minute: after three of them the device starts with less, so that it can be repaired. */
import type { Storage } from '../../src/board.js';

const BOOTS_FILE = 'boots';
const REQUESTED = 'restart: ';
const MOST_FAILURES = 3;

export interface Boot {
  /** True after three starts in a row that ended within a minute: open console and setup portal, nothing else. */
  safe: boolean;
  /** Why the last run ended, if it restarted itself; otherwise null. */
  reason: string | null;
}

/** Reads how the last starts went, and counts this one. */
export function countBoot(storage: Storage): Boot {
  // A copy: a text that is read from flash is flash.
  const kept = '' + (storage.read(BOOTS_FILE) || '0');
  const requested = kept.slice(0, REQUESTED.length) === REQUESTED;
  const failures = requested ? 0 : +kept || 0;
  storage.write(BOOTS_FILE, '' + (failures + 1));
  return { safe: failures >= MOST_FAILURES, reason: requested ? kept.slice(REQUESTED.length) : null };
}

/** To be called when this start has lasted a minute. */
export function bootSurvived(storage: Storage): void {
  storage.write(BOOTS_FILE, '0');
}

/** To be called before a restart: it does not count as a failed start. */
export function announceRestart(storage: Storage, reason: string): void {
  storage.write(BOOTS_FILE, REQUESTED + reason);
}
