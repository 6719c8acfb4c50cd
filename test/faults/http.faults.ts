/** Misbehaving clients of the built program, while it reads a simulated meter on a pseudo-terminal and serves a good client. */

import { readdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BUILT, isInstalled, killAll, type Running, start, until, urlOf } from '../support/program.js';
import { openPair } from '../support/terminals.js';
import { breakOff, crowd, dribble, LOSSES, startGoodClient, talkNonsense } from './abuse.js';
import { figure, grouped } from './figures.js';

const BROKEN = 1000;
const SLOW = 12;
const CROWD = 50;

interface Served {
  running: Running;
  playing: Running;
  port: number;
  link(): Promise<Record<string, number>>;
  /** Number of files and sockets that the program has open. */
  open(): number;
}

/** Starts the program, and a meter that sends ten times as fast as a real one. */
async function serve(): Promise<Served> {
  const { meter, reader } = await openPair();
  const running = await start(['serve', '--serial', reader, '--port', '0'], /is open/, BUILT);
  const playing = await start(['simulate', '--serial', meter, '--fast', '10'], /sends on/, BUILT);
  const url = urlOf(running);
  const link = async () => ((await (await fetch(`${url}/status`)).json()) as { link: Record<string, number> }).link;
  await until(async () => (await link()).lists || null, 'a list');
  return {
    running,
    playing,
    port: Number(new URL(url).port),
    link,
    open: () => readdirSync(`/proc/${running.child.pid}/fd`).length,
  };
}

const http = suite('faults: HTTP on the host');
http.after.each(killAll);

http(
  'bad clients get a proper status or a closed connection; a good one is served, and no byte of the meter is lost',
  async () => {
    const { running, playing, port, link, open } = await serve();
    await until(async () => (open() > 0 ? true : null), 'the files');
    const [before, first] = [open(), (await link()).lists];
    const client = startGoodClient(port);
    const nonsense = await talkNonsense(port);
    await breakOff(port, BROKEN);
    const slow = await dribble(port, SLOW);
    assert.equal(
      [...new Set(slow)].sort().filter((status) => status !== 408 && status !== 503),
      [],
      `${slow}`,
    );
    const many = await crowd(port, CROWD);
    assert.equal(
      [...new Set(many)].sort().filter((status) => status !== 200 && status !== 503),
      [],
      `${many}`,
    );
    await client.stop();
    // The last connection of the good client may still be closing.
    await until(async () => (open() <= before ? true : null), 'the files that were open before');
    await until(async () => ((await link()).lists > first ? true : null), 'more lists');
    const after = await link();
    for (const name of LOSSES) assert.is(after[name], 0, name);
    assert.ok(client.answers > client.busy * 5, `${client.busy} of ${client.answers} answers were 503`);
    figure(
      'malformed requests, on the host',
      `${nonsense} kinds, ${grouped(BROKEN)} broken off, ${SLOW} at one byte per second, ${CROWD} at once`,
      'a valid status or a closed socket each; as many sockets open as before',
    );
    figure(
      'a well-behaved client and the meter at the same time, on the host',
      `${client.answers} requests, ${after.lists - first} lists`,
      `${client.answers - client.busy} answered, ${client.busy} asked to retry; longest ${Math.ceil(client.longestMs)} ms, connecting ${Math.ceil(client.longestConnectMs)} ms; no byte lost`,
    );
    await playing.stop();
    await running.stop();
  },
);

if (isInstalled('socat')) http.run();
else console.log('skipped: HTTP faults need socat, which is not installed');
