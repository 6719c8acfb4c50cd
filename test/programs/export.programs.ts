/** The exports with the programs that read them: jq as in evcc, promtool, and a real Prometheus. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EVCC_GRID, EVCC_SOLAR } from '../support/evcc.js';
import { tempFolder } from '../support/folders.js';
import { freePort, isInstalled, killAll, type Running, start, track, until, urlOf } from '../support/program.js';
import { openPair } from '../support/terminals.js';

const SCRAPES_OF_A_MINUTE = 30;

/** Starts a service and waits for its first list. */
async function startService(args: string[], ready = /answers at/): Promise<Running> {
  const running = await start(['serve', '--port', '0', ...args], ready);
  await until(async () => ((await fetch(`${urlOf(running)}/healthz`)).ok ? true : null), 'the first list');
  return running;
}

async function textOf(running: Running, path: string): Promise<string> {
  const answer = await fetch(urlOf(running) + path);
  assert.is(answer.status, 200);
  return answer.text();
}

interface Prometheus {
  /** The values of an instant query by instance; the last one if an instance has several. */
  query(expression: string): Promise<Record<string, number>>;
}

/** Starts a Prometheus that scrapes these targets every 2 s. */
async function startPrometheus(targets: string[]): Promise<Prometheus> {
  const folder = tempFolder('prometheus');
  const config = join(folder, 'prometheus.yml');
  // JSON is YAML.
  const job = { job_name: 'kamstrup-han', scrape_interval: '2s', static_configs: [{ targets }] };
  writeFileSync(config, JSON.stringify({ scrape_configs: [job] }));
  const port = await freePort();
  track(
    spawn(
      'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--query.lookback-delta=5m',
      ],
      { stdio: 'ignore' },
    ),
  );

  async function query(expression: string): Promise<Record<string, number>> {
    const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`;
    const answer = (await (await fetch(url)).json()) as {
      status: string;
      error?: string;
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    if (answer.status !== 'success') throw new Error(`${expression}: ${answer.error}`);
    return Object.fromEntries(answer.data.result.map(({ metric, value }) => [metric.instance, Number(value[1])]));
  }

  await until(() => query('up'), 'Prometheus');
  return { query };
}

const programs = suite('programs: export');
programs.after.each(killAll);

if (!isInstalled('jq')) console.log('skipped: the expressions of evcc need jq, which is not installed');
else {
  programs('jq reads a number by each expression of evcc', async () => {
    const running = await startService(['--demo']);
    const json = await textOf(running, '/data.json');
    for (const expression of EVCC_GRID.concat(EVCC_SOLAR)) {
      const jq = spawnSync('jq', ['-e', expression], { input: json });
      assert.is(jq.status, 0, `${expression} of ${json}`);
      assert.match(jq.stdout.toString(), /^-?\d+(\.\d+)?\n$/, expression);
    }
    await running.stop();
  });
}

if (!isInstalled('promtool') || !isInstalled('prometheus') || !isInstalled('socat')) {
  console.log('skipped: the metrics need prometheus with promtool, and socat; not all of them are installed');
} else {
  programs('promtool finds no fault in the metrics', async () => {
    const running = await startService(['--demo']);
    const metrics = await textOf(running, '/metrics');
    assert.match(metrics, 'han_energy_joules_total');
    const promtool = spawnSync('promtool', ['check', 'metrics'], { input: metrics });
    assert.is(promtool.stderr.toString() + promtool.stdout.toString(), '');
    assert.is(promtool.status, 0);
    await running.stop();
  });

  programs('the example of docs/integrations.md is a valid configuration of Prometheus', () => {
    const lines = /```yaml\n(scrape_configs:[^`]+)```/.exec(readFileSync('docs/integrations.md', 'utf8'));
    assert.ok(lines);
    const file = join(tempFolder('prometheus'), 'prometheus.yml');
    writeFileSync(file, lines[1]);
    const promtool = spawnSync('promtool', ['check', 'config', file]);
    assert.is(promtool.status, 0, promtool.stderr.toString());
  });

  programs(
    'a Prometheus that scrapes two meters for a minute has their values, and none once they are stale',
    async () => {
      const { meter, reader } = await openPair();
      const playing = await start(['simulate', '--serial', meter, '--fast', '5'], /sends on/);
      const [demo, serial] = [await startService(['--demo']), await startService(['--serial', reader], /is open/)];
      const [one, other] = [demo, serial].map((running) => new URL(urlOf(running)).host);
      const { query } = await startPrometheus([one, other]);

      await until(
        async () => {
          const scrapes = await query('count_over_time(up[2m])');
          return Math.min(scrapes[one] ?? 0, scrapes[other] ?? 0) >= SCRAPES_OF_A_MINUTE ? true : null;
        },
        'a minute of scrapes',
        120,
      );
      assert.equal(await query('min_over_time(up[2m])'), { [one]: 1, [other]: 1 });
      assert.equal(await query('han_up'), { [one]: 1, [other]: 1 });
      const status = JSON.parse(await textOf(demo, '/status'));
      const energy = await query('han_energy_joules_total{direction="import"}');
      assert.is(energy[one], Math.round(status.active_energy_import_kwh * 1000) * 3600);
      for (const name of ['active_power_watts{direction="import"}', 'voltage_volts{phase="l3"}', 'meter_info']) {
        assert.equal(Object.keys(await query(`han_${name}`)).sort(), [one, other].sort(), name);
      }
      const frames = await query('increase(han_frames_total{result="ok"}[1m])');
      assert.ok(frames[one] > 0 && frames[other] > frames[one]);

      const { panels } = JSON.parse(readFileSync('board/grafana/kamstrup-han.json', 'utf8'));
      for (const { expr } of panels.flatMap((panel: { targets: { expr: string }[] }) => panel.targets)) {
        // Only the Wi-Fi panel is empty on a PC.
        const found = await query(expr.replaceAll('$instance', '.*'));
        assert.is(Object.keys(found).length > 0, !/rssi/.test(expr), expr);
      }

      await playing.stop();
      await until(async () => ((await query('han_up'))[other] === 0 ? true : null), 'the stale meter', 60);
      assert.is((await query('up'))[other], 1);
      assert.equal(Object.keys(await query('han_active_power_watts{direction="import"}')), [one]);
      assert.equal(Object.keys(await query('han_current_amperes{phase="l1"}')), [one]);
      assert.ok((await query('han_last_list_age_seconds'))[other] > 30);
      const again = await start(['simulate', '--serial', meter, '--fast', '5'], /sends on/);
      await until(
        async () => (other in (await query('han_active_power_watts{direction="import"}')) ? true : null),
        'the values again',
      );
      for (const running of [again, demo, serial]) await running.stop();
    },
  );
}

programs.run();
