/** The page in Chromium, with a made-up device. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../support/program.js';
import { CHROMIUM, hasChromium } from './browser.js';
import { ENGLISH, filled, NORWEGIAN, open, says, textOf, useBrowser } from './device-page.js';
import type { FakeDevice } from './fake-device.js';
import { fullHistories, fullStatus, TODAY } from './household.js';
import { WEAK_CONTRAST } from './look.js';

/** The text of each field for the status of household.ts, in Norwegian and English. */
const SHOWN: [field: string, nb: string, en: string][] = [
  ['power', '5 426 W', '5,426 W'],
  ['voltage_l1_v', '231 V', '231 V'],
  ['voltage_l2_v', '229 V', '229 V'],
  ['voltage_l3_v', '233 V', '233 V'],
  ['current_l1_a', '12,3 A', '12.3 A'],
  ['current_l2_a', '7,4 A', '7.4 A'],
  ['current_l3_a', '4,0 A', '4.0 A'],
  ['site.main_fuse_a', 'Hovedsikring 40 A', 'Main fuse 40 A'],
  ['hour', '18–19', '18–19'],
  ['hour.import_kwh', '2,21 kWh', '2.21 kWh'],
  ['hour.forecast_kwh', '3,51 kWh', '3.51 kWh'],
  ['hour_left_kwh', '15,70 kWh', '15.70 kWh'],
  ['today.import_kwh', '36,14 kWh', '36.14 kWh'],
  ['yesterday.import_kwh', '46,43 kWh', '46.43 kWh'],
  ['month.import_kwh', '1 107,1 kWh', '1,107.1 kWh'],
  ['peak_average_kw', '5,73 kW', '5.73 kW'],
  ['capacity_step_kw', '5–10 kW', '5–10 kW'],
  ['active_energy_import_kwh', '44 264,29 kWh (18:00)', '44,264.29 kWh (18:00)'],
  ['active_energy_export_kwh', '0,00 kWh (18:00)', '0.00 kWh (18:00)'],
  ['meter.id', '5706567274389702', '5706567274389702'],
  ['device.version', '1.0.0, esp32', '1.0.0, esp32'],
];

const page = suite('page in Chromium');
useBrowser(page);

for (const [locale, column] of [
  [NORWEGIAN, 1],
  [ENGLISH, 2],
] as const) {
  page(`shows the values of /status in ${locale}, without errors in the console`, async () => {
    const visited = await open({ locale });
    await filled(visited);
    for (const shown of SHOWN) assert.is(await textOf(visited.page, shown[0]), shown[column], shown[0]);
    assert.is(await visited.page.locator('html').getAttribute('lang'), column === 1 ? 'nb' : 'en');
    assert.is((await visited.page.title()).replace(/\s/g, ' '), `${SHOWN[0][column]} · kamstrup-han`);
    assert.equal(visited.complaints, []);
  });
}

page('shows the peaks with date and hour, and health in words', async () => {
  const visited = await open({ locale: NORWEGIAN });
  await filled(visited);
  const rows = await visited.page.locator('[data-field="peaks"] tr').allInnerTexts();
  assert.equal(
    rows.map((row) => row.replace(/\s+/g, ' ')),
    ['14. nov. Kl. 17–18 6,21 kWh', '3. nov. Kl. 07–08 5,87 kWh', '19. nov. Kl. 18–19 5,11 kWh'],
  );
  const health = await visited.page.locator('[data-field="health"] li').allInnerTexts();
  assert.equal(health.slice(0, 2), ['Måleren sender', '17 meldinger med feil i dag']);
});

page('sends requests only to the device, and one at a time', async () => {
  const visited = await open();
  await filled(visited);
  await until(
    async () => (visited.device.asked.filter((path) => path === '/status').length > 1 ? true : null),
    'a poll',
  );
  for (const url of visited.requested) assert.is(new URL(url).origin, visited.device.url);
  assert.is(visited.device.mostAtOnce, 1);
  const histories = visited.device.asked.filter((path) => path.startsWith('/history'));
  assert.equal(histories, ['/history?span=power', '/history?span=hours', '/history?span=days'], 'each once');
});

page('updates without a reload, and fetches the histories again when the hour changes', async () => {
  const { page, device, complaints } = await open();
  await says(page, 'power', '5,426 W');
  await page.evaluate('window.mark = true');
  const { hour } = device.status;
  device.status = { ...fullStatus(), active_power_import_w: 0, active_power_export_w: 1250, age_s: 2 };
  device.status.hour = { ...hour, start: `${TODAY}T19:00:00+01:00`, import_kwh: 0.004 };
  device.asked.length = 0;
  await says(page, 'power', '−1,250 W');
  await says(page, 'hour', '19–20');
  await says(page, 'active_power_export_w', '1,250 W');
  await until(async () => (device.asked.includes('/history?span=hours') ? true : null), 'the new hour');
  assert.is(await page.evaluate('window.mark'), true);
  assert.equal(complaints, []);
});

page('shows a dash for a value that is null or missing, never 0', async () => {
  for (const status of [{ age_s: 1, meter_time: `${TODAY}T18:42:10` }, nulls(fullStatus())]) {
    const { page, complaints } = await open({}, (device) => {
      device.status = status as FakeDevice['status'];
      for (const history of Object.values(device.histories)) history.rows = [];
    });
    await page.waitForTimeout(300);
    const dashed = SHOWN.map(([field]) => field).filter(
      (field) => !['hour', 'site.main_fuse_a', 'power'].includes(field),
    );
    for (const field of dashed) assert.is(await textOf(page, field), '–', field);
    assert.is(await textOf(page, 'power'), '– W');
    assert.is(await textOf(page, 'site.main_fuse_a'), 'Main fuse –');
    assert.equal(complaints, []);
  }
});

/** The status with all members null, except those of a fresh list. */
function nulls(status: object): object {
  const kept = { age_s: 1, stale: false, meter_time: `${TODAY}T18:42:10` };
  return { ...Object.fromEntries(Object.keys(status).map((name) => [name, null])), ...kept };
}

page('says when the connection is lost, greys out the values, and recovers automatically', async () => {
  const { page, device, complaints } = await open();
  await says(page, 'power', '5,426 W');
  assert.equal(complaints, []);
  await device.vanish();
  const live = page.getByRole('status');
  await live.getByText(/No connection to the device since \d\d:\d\d\. Retrying\./).waitFor();
  await page.locator('html.old').waitFor();
  assert.match(await textOf(page, 'age_s'), /^Outdated: measured \d+ s ago$/);
  assert.is(await page.title(), '– · kamstrup-han');
  assert.equal(await page.evaluate(WEAK_CONTRAST), []);
  device.status = { ...fullStatus(), active_power_import_w: 777 };
  await device.comeBack();
  await says(page, 'power', '777 W');
  await live.getByText('No connection').waitFor({ state: 'hidden' });
  await page.locator('html:not(.old)').waitFor();
  for (const complaint of complaints) assert.match(complaint, /net::ERR_/, 'only connection errors');
});

page('retries while the device is busy', async () => {
  const { page, device } = await open({}, (one) => {
    one.busy = true;
  });
  await until(async () => (device.asked.length > 2 ? true : null), 'another try');
  device.busy = false;
  await says(page, 'power', '5,426 W');
});

page('reports a silent meter and other faults to screen readers too', async () => {
  const { page } = await open({ locale: NORWEGIAN }, (device) => {
    const { status } = device;
    device.status = {
      ...status,
      stale: true,
      age_s: 52211,
      link: { ...status.link, silent_since: `${TODAY}T02:12:09Z` },
      device: { ...status.device, config_faults: ['baud must be a number'] },
    };
  });
  await says(page, 'age_s', 'Utdatert: målt for 14 t 30 min siden');
  const faults = await page.getByRole('status').getByRole('listitem').allInnerTexts();
  assert.equal(faults, ['Ingen data fra måleren siden 03:12', 'Innstillinger: baud must be a number']);
  assert.is(await page.locator('html.old').count(), 1);
});

/** `/status` before the first list, and the histories. */
function beforeFirst(device: FakeDevice): void {
  const nothing = { import_kwh: null, export_kwh: null };
  const { site, device: facts } = fullStatus();
  device.status = {
    meter: null,
    age_s: null,
    stale: false,
    hour: { start: null, ...nothing, forecast_kwh: null, estimated: true },
    today: nothing,
    month: nothing,
    peaks: [],
    peak_average_kw: null,
    hour_left_kwh: null,
    site,
    device: { ...facts, uptime_s: 2 },
  };
  device.histories = {
    power: { span: 'power', step_s: 10, end: null, rows: [] },
    hours: { span: 'hours', rows: [] },
    days: { span: 'days', rows: [] },
  };
}

page(
  'before the first list it says that there is no history yet, and shows nothing that it does not know',
  async () => {
    const { page, complaints } = await open({}, beforeFirst);
    await says(page, 'age_s', 'The meter has not sent anything yet');
    for (const name of ['days', 'month']) {
      const card = page.locator(`section.${name}`);
      await card.getByText('No history yet').waitFor();
      assert.is(await card.locator('canvas').count(), 1, name);
      assert.is(await card.locator('.key.out').isVisible(), false, name);
    }
    assert.is(await page.locator('.hour dl').getByText('estimated').count(), 0);
    assert.is(await page.locator('.phases tr:visible').count(), 3);
    assert.equal(await page.evaluate(WEAK_CONTRAST), []);
    assert.equal(complaints, []);
  },
);

page('a page that was open before the first list shows all times in the time zone of the meter', async () => {
  const { page, device } = await open({}, beforeFirst);
  await says(page, 'age_s', 'The meter has not sent anything yet');
  const { power } = fullHistories();
  device.histories = {
    ...fullHistories(),
    power: { ...power, end: null, rows: [] } as FakeDevice['histories'][string],
  };
  device.status = { ...fullStatus(), age_s: 1 };
  device.asked.length = 0;
  await says(page, 'power', '5,426 W');
  const spoken = (await page.locator('[data-chart="power"]').getAttribute('aria-valuetext')) ?? '';
  assert.ok(minutesAtMeter().includes(spoken.slice(0, 5)), `${spoken} is not of ${minutesAtMeter()}`);
  await until(async () => (device.asked.includes('/history?span=power') ? true : null), 'the history of the power');
  await device.vanish();
  const message = (await page.getByText(/No connection to the device since/).textContent()) ?? '';
  const since = /since (\d\d:\d\d)/.exec(message)?.[1] ?? '';
  assert.ok(minutesAtMeter().includes(since), `${message} is not of ${minutesAtMeter()}`);
});

/** This minute and the one before on the clock of the meter, which is an hour ahead of UTC. */
function minutesAtMeter(): string[] {
  return [0, 1].map((ago) => new Date(Date.now() + 3600000 - ago * 60000).toISOString().slice(11, 16));
}

page('marks L2 on an IT grid', async () => {
  const { page } = await open({}, (device) => {
    device.status.site = { ...device.status.site, grid: 'it' };
  });
  await page.getByRole('rowheader', { name: 'L2*' }).waitFor();
  assert.match(await textOf(page, 'site.grid'), /^IT grid: .* L2\* is calculated\.$/);
});

page('a 1-phase meter has one row, on an IT grid too; a meter without phases has a sentence', async () => {
  const without = { voltage_l2_v: null, current_l2_a: null, voltage_l3_v: null, current_l3_a: null };
  const { page, device } = await open({}, (one) => {
    one.status = { ...one.status, ...without, site: { ...one.status.site, grid: 'it' } };
  });
  await says(page, 'voltage_l1_v', '231 V');
  const rows = page.locator('.phases tr:visible');
  assert.is(await rows.count(), 1);
  assert.is(await page.locator('[data-field="site.grid"]').isVisible(), false);
  device.status = { ...device.status, voltage_l1_v: null, current_l1_a: null };
  await page.getByText('The meter does not report voltage and current per phase').waitFor();
  assert.is(await rows.count(), 0);
  assert.is(await page.locator('[data-field="site.main_fuse_a"]').isVisible(), false);
});

page('does not warn of a step before there are peaks to average, and shows the unit of the steps', async () => {
  const { page } = await open({}, (device) => {
    device.status = { ...device.status, peaks: [], hour_left_kwh: 1, peak_average_kw: null, capacity_step_kw: null };
  });
  await page.getByText('limit 3.21 kWh').waitFor();
  assert.is(await page.getByText('The forecast reaches the next step').isVisible(), false);
  assert.is(await page.locator('.hour .bar.over').count(), 0);
  assert.equal(await page.locator('.ladder span').allInnerTexts(), [...'2 5 10 15 20 25 50 75 100'.split(' '), 'kW']);
});

page('warns when the forecast reaches the next step', async () => {
  const { page } = await open({}, (device) => {
    device.status.hour_left_kwh = 1;
  });
  await page.getByText('The forecast reaches the next step').waitFor();
});

page('does not poll while it is hidden, and polls at once when it is visible again', async () => {
  const visited = await open();
  await filled(visited);
  const { page, device } = visited;
  await page.evaluate(`Object.defineProperty(document, 'hidden', { value: true, configurable: true })`);
  device.asked.length = 0;
  await page.waitForTimeout(6000);
  assert.equal(device.asked, []);
  await page.evaluate(`delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))`);
  await until(async () => (device.asked[0] === '/status' ? true : null), 'the status');
});

if (hasChromium()) page.run();
else console.log(`no Chromium at ${CHROMIUM}: the tests of the page in a browser are skipped`);
