/** The counters of the link outlive a restart: they are kept by the hour, since flash wears, and before a restart. */
import type { Storage } from './board.js';
import type { LinkCounters } from './hdlc.js';
import { parse } from './json.js';

const COUNTERS_FILE = 'counters';

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
export function keepCounters(storage: Storage, link: LinkCounters): void {
  storage.write(COUNTERS_FILE, JSON.stringify(link));
}
