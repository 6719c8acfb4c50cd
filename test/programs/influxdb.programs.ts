/** A real InfluxDB (Debian's package `influxdb`, 1.6), from which the pushed values are queried. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tempFolder } from '../support/folders.js';
import { freePort, isInstalled, killAll, start, track, until, urlOf } from '../support/program.js';
import { createPushing } from '../support/pushing.js';

interface Influx {
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The rows of a query. */
  query(text: string): Promise<unknown[][]>;
}

/** Starts an InfluxDB on free ports, with a new folder and an empty database `han`. */
async function startInflux(): Promise<Influx> {
  const folder = tempFolder('influx');
  const [port, rpc] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(
    join(folder, 'influxdb.conf'),
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
dir = "${folder}/meta"
[data]
dir = "${folder}/data"
wal-dir = "${folder}/wal"
[http]
bind-address = "127.0.0.1:${port}"
log-enabled = false
[monitor]
store-enabled = false
`,
  );
  let child: ChildProcess;
  const influx: Influx = {
    url,
    async start() {
      child = track(spawn('influxd', ['-config', join(folder, 'influxdb.conf')], { stdio: 'ignore' }));
      await until(async () => ((await fetch(`${url}/ping`)).status === 204 ? true : null), 'InfluxDB', 40);
    },
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
    async query(text) {
      const body = new URLSearchParams({ db: 'han', epoch: 's', q: text });
      const answer = (await (await fetch(`${url}/query`, { method: 'POST', body })).json()) as {
        results: { series?: { values: unknown[][] }[] }[];
      };
      return answer.results[0].series?.[0].values ?? [];
    },
  };
  await influx.start();
  await influx.query('CREATE DATABASE han');
  return influx;
}

const influxdb = suite('InfluxDB');
influxdb.after.each(killAll);

influxdb('lists that arrive while it is away are all written afterwards, in order, with their own times', async () => {
  const influx = await startInflux();
  const pushing = createPushing(
    { influx_url: `${influx.url}/write?db=han` },
    { utcAtStart: Date.UTC(2026, 10, 21, 9, 59, 0), queueLength: 1000 },
  );
  pushing.list();
  await pushing.until(() => pushing.state('influx')?.queued === 0, 'the first list');
  await influx.stop();
  const times: number[] = [];
  for (let i = 0; i < 40; i++) {
    pushing.list(i === 20 ? '3ph-hourly-new' : '3ph-10s-new');
    times.push(Math.floor((pushing.board.utc() as number) / 1000));
  }
  await pushing.until(() => pushing.state('influx')?.error === 'no response', 'the failure');
  await influx.start();
  await pushing.until(() => pushing.state('influx')?.queued === 0, 'the waiting lists');
  const rows = await influx.query('SELECT active_power_import_w FROM han WHERE active_power_import_w >= 0');
  assert.equal(
    rows.slice(1).map(([time]) => time),
    times,
  );
  assert.equal([pushing.state('influx')?.sent, pushing.state('influx')?.dropped], [42, 0]);
  const registers = await influx.query('SELECT active_energy_import_kwh, active_energy_export_kwh FROM han');
  assert.is(registers.length, 1);
  assert.type(registers[0][1], 'number');
  assert.equal(await influx.query('SHOW TAG KEYS FROM han'), [['meter']]);
  await influx.stop();
});

influxdb('serve writes the values of /status', async () => {
  const influx = await startInflux();
  const file = join(tempFolder('config'), 'han.json');
  writeFileSync(file, JSON.stringify({ influx_url: `${influx.url}/write?db=han` }));
  const running = await start(['serve', '--demo', '--port', '0', '--config', file], /answers at/);
  const [row] = await until(async () => {
    const rows = await influx.query('SELECT last(voltage_l1_v), last(active_energy_import_kwh) FROM han');
    return rows.length && rows[0][1] !== null && rows[0][2] !== null ? rows : null;
  }, 'a row');
  const status = (await (await fetch(`${urlOf(running)}/status`)).json()) as Record<string, unknown>;
  assert.is(row[2], status.active_energy_import_kwh);
  await running.stop();
  await influx.stop();
});

if (isInstalled('influxd')) influxdb.run();
else console.log('skipped: InfluxDB needs influxd, which Debian has as influxdb');
