/** Counters of the link to the meter. They survive a restart: the service saves them hourly, since flash wears, and before a restart. */
import type { Storage } from '../board.js';
import { parse } from '../text/json.js';

const COUNTERS_FILE = 'counters';

/** What was received and what was lost, since the counters were first saved. The names are those of `link` in `/status`. */
export interface LinkCounters {
  bytes: number;
  /** Frames with a good FCS. */
  frames: number;
  /** Frames whose values were read. */
  lists: number;
  fcs_errors: number;
  hcs_errors: number;
  /** Headers with a good HCS, but without a flag at the end of the frame, or with a length that is not accepted. */
  length_errors: number;
  /** Pauses within a frame. */
  timeouts: number;
  /** Good frames that could not be read. */
  unknown_lists: number;
  /** Bytes outside good frames. */
  discarded_bytes: number;
  /** Bytes lost in a full buffer. */
  overruns: number;
}

/** Creates counters at 0. */
export function createLinkCounters(): LinkCounters {
  return {
    bytes: 0,
    frames: 0,
    lists: 0,
    fcs_errors: 0,
    hcs_errors: 0,
    length_errors: 0,
    timeouts: 0,
    unknown_lists: 0,
    discarded_bytes: 0,
    overruns: 0,
  };
}

/** Restores the counters of an earlier run. */
export function restoreCounters(storage: Storage, link: LinkCounters): void {
  const counters = link as unknown as { [name: string]: number };
  // The counters start at 0 if the file is missing or damaged.
  const kept = parse(storage.read(COUNTERS_FILE) || '{}') as { [name: string]: unknown } | null;
  Object.keys(link).forEach(function (name) {
    const value = kept ? kept[name] : 0;
    if (typeof value === 'number') counters[name] = value;
  });
}

/** Saves the counters. */
export function saveCounters(storage: Storage, link: LinkCounters): void {
  storage.write(COUNTERS_FILE, JSON.stringify(link));
}
