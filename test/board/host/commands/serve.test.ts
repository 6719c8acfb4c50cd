import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tempFolder } from '../../../support/folders.js';
import { isInstalled, killAll, type Running, start, until, urlOf } from '../../../support/program.js';
import { openPair } from '../../../support/terminals.js';

type Status = Record<string, never> & { link: Record<string, number | string | null>; age_s: number | null };

const READY = /answers at/;

async function statusOf(running: Running): Promise<Status> {
  return (await fetch(`${urlOf(running)}/status`)).json() as Promise<Status>;
}

/** Sends raw text and resolves with all that comes back. */
function exchange(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    socket.setEncoding('latin1');
    socket.on('data', (piece) => {
      answer += piece;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

const serve = suite('serve');
serve.after.each(killAll);

serve('--demo serves live values within seconds', async () => {
  const running = await start(['serve', '--demo', '--port', '0'], READY);
  const status = await until(
    () => statusOf(running).then((one) => (one.age_s === null ? null : one)),
    'the first list',
  );
  assert.type(status.active_power_import_w, 'number');
  assert.type(status.active_energy_import_kwh, 'number');
  assert.is(status.stale, false);
  const index = await (await fetch(`${urlOf(running)}/help`)).text();
  for (const path of ['/status', '/frame']) assert.match(index, `GET ${path}`);
  assert.match(await (await fetch(`${urlOf(running)}/frame`)).text(), /^7E A[01] /);
  assert.is(await running.stop(), 0);
});

serve('bad requests over real sockets get proper responses', async () => {
  const running = await start(['serve', '--demo', '--port', '0'], READY);
  const url = urlOf(running);
  assert.match(await exchange(url, 'HELLO\r\n\r\n'), /^HTTP\/1\.1 400 Error\r\n/);
  assert.match(await exchange(url, 'GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n'), /^HTTP\/1\.1 404 Error\r\n/);
  assert.match(
    await exchange(url, 'DELETE /status HTTP/1.1\r\nHost: x\r\n\r\n'),
    /^HTTP\/1\.1 405 .*\r\nAllow: GET, HEAD\r\n/s,
  );
  assert.match(await exchange(url, `GET /${'x'.repeat(9000)}`), /^HTTP\/1\.1 414 /);
  assert.match(await exchange(url, `GET / HTTP/1.1\r\nA: ${'x'.repeat(9000)}`), /^HTTP\/1\.1 431 /);
  const cookies = `GET /status HTTP/1.1\r\nHost: x\r\nCookie: ${'x'.repeat(7000)}\r\n\r\n`;
  assert.match(await exchange(url, cookies), /^HTTP\/1\.1 200 /);
  assert.match(await exchange(url, 'HEAD /status HTTP/1.1\r\nHost: x\r\n\r\n'), /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n$/s);
  assert.match(await exchange(url, 'GET /sta'), /^HTTP\/1\.1 408 /);
  assert.is((await fetch(`${url}/status`)).status, 200);
  await running.stop();
});

serve('a TCP port in use gives an error that names it, and exit code 1', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => blocker.once('listening', resolve));
  const { port } = blocker.address() as { port: number };
  await start(['serve', '--demo', '--port', `${port}`], READY).then(
    () => assert.unreachable('it started all the same'),
    (error: Error) => assert.match(error.message, `EADDRINUSE: address already in use 127.0.0.1:${port}`),
  );
  blocker.close();
});

const NO_METER = ['--serial', '/dev/absent', '--port', '0'];

serve('a missing configuration is created, and the counters are saved beside it', async () => {
  const config = join(tempFolder('serve'), 'han.json');
  const running = await start(['serve', ...NO_METER, '--config', config], READY);
  assert.match(running.said(), `${config} did not exist and was created`);
  assert.is(await running.stop(), 0);
  assert.equal(JSON.parse(readFileSync(config, 'utf8')), {});
  assert.ok(existsSync(config.replace('.json', '.counters')));
  const again = await start(['serve', ...NO_METER, '--config', config], READY);
  assert.not.match(again.said(), 'did not exist');
  assert.not.match(again.said(), 'nothing is saved');
  await again.stop();
});

serve('without a configuration it warns that nothing is saved', async () => {
  const running = await start(['serve', ...NO_METER], READY);
  await until(
    async () => (/nothing is saved for the next start; use --config FILE/.test(running.said()) ? true : null),
    'the warning',
  );
  await running.stop();
});

serve('the demo saves nothing', async () => {
  const folder = tempFolder('serve');
  const config = join(folder, 'han.json');
  writeFileSync(config, '{}');
  const running = await start(['serve', '--demo', '--port', '0', '--config', config], READY);
  await running.stop();
  assert.equal(readdirSync(folder), ['han.json']);
});

serve('a raw port in use gives an error that names it', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => blocker.once('listening', resolve));
  const { port } = blocker.address() as { port: number };
  const config = join(tempFolder('serve'), 'han.json');
  writeFileSync(config, JSON.stringify({ raw_port: port }));
  await start(['serve', '--demo', '--port', '0', '--config', config], READY).then(
    () => assert.unreachable('it started all the same'),
    (error: Error) => assert.match(error.message, 'raw_port: listen EADDRINUSE'),
  );
  blocker.close();
});

if (!isInstalled('socat')) console.log('skipped: the pseudo-terminal tests need socat, which is not installed');
else {
  serve('a simulated meter on a pseudo-terminal at 2400 baud reaches /status', async () => {
    const { meter, reader, socat } = await openPair();
    const running = await start(['serve', '--serial', reader, '--port', '0'], /is open/);
    const playing = await start(['simulate', '--serial', meter], /sends on/);
    const status = await until(() => statusOf(running).then((one) => (one.link.lists ? one : null)), 'a list');
    // At a full hour the first list is an hourly one, which is longer.
    const frame = await (await fetch(`${urlOf(running)}/frame`)).text();
    assert.ok(Number(status.link.bytes) >= frame.trim().split(/\s+/).length);
    assert.is(status.link.discarded_bytes, 0);
    assert.is(status.link.frames, status.link.lists);
    assert.type(status.active_power_import_w, 'number');
    assert.is(await playing.stop(), 0);
    await running.stop();
    socat.kill();
  });

  for (const kind of ['han', 'kmp']) {
    serve(`a simulated meter (${kind}) whose port disappears logs that and ends with exit code 1`, async () => {
      const { meter, socat } = await openPair();
      const playing = await start(['simulate', '--serial', meter, '--meter', kind], /sends on|waits on/);
      const exit = once(playing.child, 'exit');
      socat.kill();
      const [code] = await exit;
      assert.is(code, 1);
      assert.match(playing.said(), `${meter} has disappeared\n`);
    });
  }

  serve('a serial port that disappears is reopened, and the status shows the fault meanwhile', async () => {
    const folder = tempFolder('serial');
    const first = await openPair(folder);
    const running = await start(['serve', '--serial', first.reader, '--port', '0'], /is open/);
    first.socat.kill();
    const fault = await until(() => statusOf(running).then((one) => one.link.fault as string | null), 'the fault');
    assert.match(fault, /reader/);
    const second = await openPair(folder);
    await until(() => statusOf(running).then((one) => (one.link.fault === null ? true : null)), 'the port');
    const playing = await start(['simulate', '--serial', second.meter, '--fast', '10'], /sends on/);
    await until(
      () => statusOf(running).then((one) => (one.link.lists ? true : null)),
      'a list after the port came back',
    );
    await playing.stop();
    await running.stop();
    second.socat.kill();
  });
}

serve.run();
