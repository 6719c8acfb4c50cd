/** Counts the starts that end within a minute: after three of them the device starts with less, to be mended. */
import type { Storage } from '../../src/board.js';

const BOOTS_FILE = 'boots';
const ASKED = 'restart: ';
const MOST_DEATHS = 3;

export interface Boot {
  /** True after three starts in a row that ended within a minute: open console and setup portal, nothing else. */
  safe: boolean;
  /** Why the last run ended, if it was asked to; otherwise unknown. */
  reason: string | null;
  /** The minute is over. */
  survived(): void;
  /** A restart that is asked for is no death. */
  leave(reason: string): void;
}

/** Reads how the last starts went, and counts this one. */
export function countBoot(storage: Storage): Boot {
  // A copy: a text read from flash is flash, and gone when its file is written.
  const kept = '' + (storage.read(BOOTS_FILE) || '0');
  const asked = kept.slice(0, ASKED.length) === ASKED;
  const deaths = asked ? 0 : +kept || 0;
  const reason = asked ? kept.slice(ASKED.length) : null;

  function survived(): void {
    storage.write(BOOTS_FILE, '0');
  }

  function leave(reason: string): void {
    storage.write(BOOTS_FILE, ASKED + reason);
  }

  storage.write(BOOTS_FILE, '' + (deaths + 1));
  return { safe: deaths >= MOST_DEATHS, reason, survived, leave };
}
