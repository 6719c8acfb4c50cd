/** The page as the device serves it, on the real interpreter. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killAll, until } from '../support/program.js';
import { boot, type Device, INTERPRETER } from './interpreter.js';

const PACKED = readFileSync('dist/page/index.html.gz');
const ETAG = readFileSync('dist/page/index.html.etag', 'latin1');
/** Readers at once; one less than the device serves. */
const READERS = 5;
const CONFIG = { wifi_ssid: 'net', wifi_password: 'secret123' };

const FILES = { 'index.html.gz': PACKED.toString('latin1'), 'index.html.etag': ETAG };

/** All bytes of the answer to GET /. */
function getPage(device: Device, head = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect(Number(new URL(device.url).port), '127.0.0.1', () => {
      socket.write(`GET / HTTP/1.1\r\n${head}\r\n`);
    });
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('close', () => resolve(Buffer.concat(pieces)));
    socket.on('error', reject);
  });
}

/** Percent of the variables that are free, as the device says itself; some 40 variables are one. */
async function freeOf(device: Device): Promise<number> {
  const status = (await (await fetch(`${device.url}/status`)).json()) as { device: { memory_free_percent: number } };
  return status.device.memory_free_percent;
}

const page = suite('page on Espruino');
page.after.each(killAll);

page('is served byte for byte to five at once, and leaves the memory as it was', async () => {
  const device = await boot(CONFIG, { files: FILES });
  assert.equal(Buffer.from(await (await fetch(`${device.url}/`)).arrayBuffer()), gunzipSync(PACKED));
  const before = await freeOf(device);
  const answers = await Promise.all(Array.from({ length: READERS }, () => getPage(device)));
  for (const answer of answers) {
    const text = answer.toString('latin1');
    const start = text.indexOf('\r\n\r\n') + 4;
    assert.match(text.slice(0, start), /^HTTP\/1\.1 200 OK\r\n/);
    assert.ok(answer.subarray(start).equals(PACKED), 'the body');
  }
  await until(async () => ((await freeOf(device)) >= before - 1 ? true : null), 'the memory of before');
});

page('is not sent again to a browser that has it', async () => {
  const device = await boot(CONFIG, { files: FILES });
  const answer = (await getPage(device, `If-None-Match: "${ETAG}"\r\n`)).toString('latin1');
  assert.match(answer, /^HTTP\/1\.1 304 OK\r\n/);
  assert.ok(answer.endsWith('\r\n\r\n'), 'no body');
});

if (INTERPRETER) page.run();
else console.log('skipped: the page on the device needs ESPRUINO=/path/of/an/Espruino for Linux');
