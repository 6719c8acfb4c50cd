/** A simulated time of lists, with pollers: the memory at its end is that of its first hour. The core, on Node. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSite, HOUR_MS } from '../support/site.js';
import { figure, grouped, LONG } from './figures.js';

const START = Date.UTC(2026, 0, 13, 8);
const DAYS = LONG ? 7 : 2;
/** What the collector leaves differs from run to run; a leak of 32 bytes a list would be more within two days. */
const NOISE_BYTES = 500_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapBytes(): number {
  for (let i = 0; i < 3; i++) collect();
  return process.memoryUsage().heapUsed;
}

const memory = suite('faults: memory on the host');

memory('a week of lists with pollers, or two days of it, leaves the heap as it was after an hour', () => {
  const site = createSite({ start: START });
  let polls = 0;
  function playTo(utcMs: number): void {
    while (site.meter.due() < utcMs) {
      site.playTo(site.meter.due() + 60000);
      for (const path of ['/status', '/history?span=hours', '/history?span=power', '/frame', '/help']) {
        assert.is(site.get(path).status, 200);
        polls++;
      }
      // The fake board keeps its log, the meter its books.
      site.board.lines.length = 0;
    }
  }
  playTo(START + HOUR_MS);
  const before = heapBytes();
  playTo(START + DAYS * 24 * HOUR_MS);
  const grown = heapBytes() - before;
  assert.ok(grown < NOISE_BYTES, `${grown} bytes more`);
  const lists = (site.status().link as { lists?: number }).lists!;
  figure(
    'memory on the host',
    `${DAYS} days, ${grouped(lists)} lists, ${grouped(polls)} requests`,
    `heap ${grown < 0 ? 'less' : 'within 0.5 MB of that'} after the first hour`,
  );
});

memory.run();
