/** The counters of the link, and how they outlive a restart: they are kept by the hour, since flash wears, and before a restart. */
import type { Storage } from '../board.js';
import { parse } from '../text/json.js';

const COUNTERS_FILE = 'counters';

/** What was received and what was lost; the `link` object of `/status` bears the same names. */
export interface LinkCounters {
  bytes: number;
  /** Frames whose FCS was good. */
  frames: number;
  /** Frames that gave values. */
  lists: number;
  fcs_errors: number;
  hcs_errors: number;
  /** A header that was good, but no flag stood where its length ends, or the length is none that we take. */
  length_errors: number;
  /** Pauses in the middle of a frame. */
  timeouts: number;
  unknown_lists: number;
  /** Bytes that belonged to no good frame. */
  discarded_bytes: number;
  /** Bytes lost because nobody fetched them in time. */
  overruns: number;
}

/** Makes counters that stand at 0. */
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

/** Takes over what an earlier run has kept. */
export function restoreCounters(storage: Storage, link: LinkCounters): void {
  const counters = link as unknown as { [name: string]: number };
  // Nothing, or nonsense: then they begin at 0.
  const kept = parse(storage.read(COUNTERS_FILE) || '{}') as { [name: string]: unknown } | null;
  Object.keys(link).forEach(function (name) {
    const value = kept ? kept[name] : 0;
    if (typeof value === 'number') counters[name] = value;
  });
}

/** Keeps the counters as they are. */
export function saveCounters(storage: Storage, link: LinkCounters): void {
  storage.write(COUNTERS_FILE, JSON.stringify(link));
}
