/** The page of `serve --demo`, from the built bundle. */
import { connect } from 'node:net';
import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatIn } from '../../board/page/format.js';
import { netPower, type Status } from '../../board/page/status.js';
import { textsIn } from '../../board/page/texts.js';
import { BUILT, killAll, start, until, urlOf } from '../support/program.js';
import { CHROMIUM, hasChromium, startBrowser, visit } from './browser.js';
import { FIRST_PAINT } from './look.js';

const WIRE_BYTES = 40_000;
const FIRST_VIEW_MS = 1000;
const VISITS = 3;
const english = formatIn('en', textsIn('en'));

let browser: Browser;

/** Starts the program on a free port; resolves with its URL after the first list. */
async function serveDemo(): Promise<string> {
  const url = urlOf(await start(['serve', '--demo', '--port', '0'], /answers at/, BUILT));
  await until(async () => ((await statusOf(url)).age_s ?? null) && url, 'the first list');
  return url;
}

async function statusOf(url: string): Promise<Status> {
  return (await fetch(`${url}/status`)).json() as Promise<Status>;
}

/** All bytes of the response to a GET, including the head. */
function bytesOf(url: string, head = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.write(`GET / HTTP/1.1\r\nHost: reader\r\n${head}\r\n`);
    });
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('close', () => resolve(Buffer.concat(pieces)));
    socket.on('error', reject);
  });
}

const serve = suite('page served by the program');

serve.before(async () => {
  browser = await startBrowser();
});

serve.after.each(killAll);
serve.after(() => browser.close());

serve('shows the values of /status as they come, without errors in the console and requests elsewhere', async () => {
  const url = await serveDemo();
  const { page, complaints, requested } = await visit(browser, url);
  const power = page.locator('[data-field="power"]');
  const seen = new Set<string>();
  // Two lists, ten seconds apart.
  await until(
    async () => {
      const expected = english.value(netPower(await statusOf(url)), 0, 'W');
      if ((await power.textContent()) === expected) seen.add(expected);
      return seen.size > 1 || null;
    },
    'a second power',
    60,
  );
  const { voltage_l1_v, meter } = await statusOf(url);
  assert.is(await page.locator('[data-field="voltage_l1_v"]').textContent(), english.value(voltage_l1_v, 0, 'V'));
  assert.is(await page.locator('[data-field="meter.id"]').textContent(), meter?.id);
  assert.equal(complaints, []);
  for (const address of requested) assert.is(new URL(address).origin, url);
});

serve('the page takes at most 40 kB, and nothing if the browser has it', async () => {
  const url = await serveDemo();
  const whole = await bytesOf(url);
  assert.match(whole.toString('latin1'), /^HTTP\/1\.1 200 OK\r\n/);
  console.log(`GET / takes ${whole.length} bytes on the wire`);
  assert.ok(whole.length <= WIRE_BYTES, `${whole.length} bytes`);
  const etag = /\r\nETag: (\S+)\r\n/.exec(whole.toString('latin1'))?.[1];
  const known = await bytesOf(url, `If-None-Match: ${etag}\r\n`);
  assert.match(known.toString('latin1'), /^HTTP\/1\.1 304 OK\r\n.*\r\n\r\n$/s);
});

serve('is on the screen with values within a second', async () => {
  const url = await serveDemo();
  const times: number[] = [];
  for (let i = 0; i < VISITS; i++) {
    const start = performance.now();
    const { page } = await visit(browser, url);
    await page.locator('[data-field="power"]').getByText(/\d/).first().waitFor();
    const paint = await until(async () => (await page.evaluate(FIRST_PAINT)) as number | null, 'a paint');
    times.push(Math.max(paint, performance.now() - start));
    await page.context().close();
  }
  console.log(`values on the screen after ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  // The fastest, since the machine may be busy.
  assert.ok(Math.min(...times) < FIRST_VIEW_MS, `${times}`);
});

if (hasChromium()) serve.run();
else console.log(`no Chromium at ${CHROMIUM}: the test of the served page is skipped`);
