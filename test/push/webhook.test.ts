import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPushing } from '../support/pushing.js';
import { answerOf, createFakeSocket } from '../support/socket.js';

type Json = Record<string, unknown>;

const webhook = suite('webhook');

webhook('each list arrives as JSON with members of /status', async () => {
  const bodies: Json[] = [];
  const server = createServer((request, response) => {
    assert.equal(
      [request.method, request.url, request.headers['content-type']],
      ['POST', '/hook?x=1', 'application/json'],
    );
    let text = '';
    request.on('data', (piece) => {
      text += piece;
    });
    request.on('end', () => {
      bodies.push(JSON.parse(text));
      response.end('thank you');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const it = createPushing({ webhook_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?x=1` });
  for (const list of ['3ph-10s-new', '3ph-hourly-new']) {
    it.list(list);
    await it.until(() => it.state('webhook')?.queued === 0, 'the list');
    const socket = createFakeSocket();
    it.service.accept(socket);
    socket.say('GET /status HTTP/1.1\r\n\r\n');
    const status = JSON.parse(answerOf(socket).body) as Json;
    const body = bodies[bodies.length - 1];
    assert.equal(body, Object.fromEntries(Object.keys(body).map((key) => [key, status[key]])));
    assert.equal(Object.keys(body), [
      ...Object.keys(status).slice(0, 2),
      ...Object.keys(status).slice(4, 18),
      'energy_time',
    ]);
  }
  assert.is(bodies[0].active_energy_import_kwh, null);
  assert.type(bodies[1].active_energy_import_kwh, 'number');
  server.close();
});

webhook('a queued list keeps its own time and values', async () => {
  let up = false;
  const bodies: Json[] = [];
  const it = createPushing(
    { webhook_url: 'http://nas/hook' },
    {
      connect() {
        if (!up) throw new Error('refused');
        const socket = createFakeSocket();
        const { write } = socket;
        socket.write = (text) => {
          bodies.push(JSON.parse(text.split('\r\n\r\n')[1]));
          setImmediate(socket.say, 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
          return write(text);
        };
        return socket;
      },
    },
  );
  it.list('3ph-10s-new');
  it.list('3ph-hourly-new');
  await it.until(() => it.state('webhook')?.error === 'no response', 'the failure');
  up = true;
  await it.until(() => it.state('webhook')?.queued === 0, 'both lists');
  assert.is(bodies.length, 2);
  assert.is.not(bodies[0].meter_time, bodies[1].meter_time);
  assert.is(bodies[0].active_energy_import_kwh, null);
  assert.type(bodies[1].active_energy_import_kwh, 'number');
});

webhook('with an interval, lists that come too early are left out', () => {
  const it = createPushing({ webhook_url: 'http://nas/hook', webhook_every_s: 60 });
  for (const queued of [1, 1, 1, 1, 1, 1, 2]) {
    it.list();
    assert.is(it.state('webhook')?.queued, queued);
  }
});

webhook('push is null in /status if there is no target', () => {
  const it = createPushing({});
  assert.is(it.state('webhook'), undefined);
});

webhook.run();
