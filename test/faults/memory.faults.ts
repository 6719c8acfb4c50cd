/** Days of lists and requests in simulated time do not grow the memory. The core on Node. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSite, HOUR_MS } from '../support/site.js';
import { figure, grouped, LONG } from './figures.js';

const START = Date.UTC(2026, 0, 13, 8);
const DAYS = LONG ? 7 : 4;
/** Compiled code, and histories that fill up in the first days. */
const SETTLING_BYTES = 1_000_000;
/** Less than a leak of ten bytes per list in two days. */
const NOISE_BYTES = 170_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapBytes(): number {
  for (let i = 0; i < 3; i++) collect();
  return process.memoryUsage().heapUsed;
}

const memory = suite('faults: memory on the host');

memory('days of lists with pollers leave the heap as it was', () => {
  const site = createSite({ start: START });
  let polls = 0;
  function playTo(utcMs: number): number {
    while (site.meter.due() < utcMs) {
      site.playTo(site.meter.due() + 60000);
      for (const path of ['/status', '/history?span=hours', '/history?span=power', '/frame', '/help']) {
        assert.is(site.get(path).status, 200);
        polls++;
      }
      // The log of the fake board would grow.
      site.board.lines.length = 0;
    }
    return heapBytes();
  }
  const first = playTo(START + HOUR_MS);
  const settled = playTo(START + (DAYS / 2) * 24 * HOUR_MS);
  const end = playTo(START + DAYS * 24 * HOUR_MS);
  assert.ok(end - first < SETTLING_BYTES, `${end - first} bytes more than after an hour`);
  assert.ok(end - settled < NOISE_BYTES, `${end - settled} bytes more than after half of it`);
  const lists = (site.status().link as { lists?: number }).lists!;
  const grown = (bytes: number) => Math.ceil(bytes / 1000);
  figure(
    'memory on the host (heap)',
    `${DAYS} days, ${grouped(lists)} lists, ${grouped(polls)} requests`,
    `${grown(end - first)} kB more than after the first hour, ${grown(end - settled)} kB more than halfway`,
  );
});

memory.run();
