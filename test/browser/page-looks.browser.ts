/**
 * The looks and the accessibility of the page in Chromium, with a made-up device. `npx tsx test/browser/page-looks.browser.ts
 * --screenshots` also takes the pictures for the README.
 */
import { mkdirSync, statSync } from 'node:fs';
import type { BrowserContextOptions } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHROMIUM, DESKTOP, hasChromium, PHONE } from './browser.js';
import { ENGLISH, filled, NORWEGIAN, open, useBrowser } from './device-page.js';
import { OVERHANG, WEAK_CONTRAST } from './look.js';

const SCREENSHOTS = 'board/page/screenshots';
const SCREENSHOT_BYTES = 150_000;

const looks = suite('looks of the page in Chromium');
useBrowser(looks);

looks('its charts can be reached by Tab, read by arrow keys, and have tables', async () => {
  const visited = await open();
  await filled(visited);
  const { page } = visited;
  const reached: (string | null)[] = [];
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('Tab');
    reached.push(await page.locator(':focus').getAttribute('data-chart'));
  }
  assert.equal(reached, ['power', 'hours', 'days']);
  const hours = page.locator('[data-chart="hours"]');
  await hours.focus();
  await page.keyboard.press('Home');
  const spoken = async (): Promise<string> => ((await hours.getAttribute('aria-valuetext')) ?? '').replace(/\s+/g, ' ');
  assert.is(await spoken(), '00–01 Today 0.83 kWh, yesterday 1.22 kWh');
  await page.keyboard.press('ArrowRight');
  assert.is(await spoken(), '01–02 Today 1.21 kWh, yesterday 0.89 kWh');
  assert.match((await hours.getAttribute('aria-label')) ?? '', /^Highest today at 17–18: 4\.45.kWh/);
  assert.is(await page.locator('.days table tbody tr').count(), 24);
  assert.is(await page.locator('.month table tbody tr').count(), 21);
  assert.is(await page.locator('.power table tbody tr').count(), 13);
});

looks('each part has a heading, and each bar has a label with its values', async () => {
  const visited = await open();
  await filled(visited);
  const { page } = visited;
  const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts();
  assert.equal(
    headings.map((one) => one.replace(/\s+/g, ' ')),
    [
      'Power now',
      'This hour 18–19',
      'Phases',
      'Today and yesterday kWh per hour',
      'Capacity tariff',
      'November 2026 kWh per day',
      'Meter and device',
    ],
  );
  for (const name of [
    /^L1: 12\.3.A of main fuse 40.A$/,
    /^So far 2\.21.kWh, forecast 3\.51.kWh, limit of this step 17\.92.kWh$/,
    /^Average 5\.73.kW, step 5–10.kW$/,
  ]) {
    assert.is(await page.getByRole('img', { name }).count(), 1, `${name}`);
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  looks(
    `is readable in the ${colorScheme} scheme, with current and outdated values, on a phone and on a wide screen`,
    async () => {
      for (const locale of [NORWEGIAN, ENGLISH]) {
        const visited = await open({ colorScheme, locale });
        await filled(visited);
        const { page } = visited;
        for (const viewport of [{ width: 320, height: 640 }, PHONE, { width: 820, height: 1180 }, DESKTOP]) {
          await page.setViewportSize(viewport);
          assert.is(await page.evaluate(OVERHANG), 0, `${locale} ${viewport.width}`);
        }
        assert.equal(await page.evaluate(WEAK_CONTRAST), []);
        await page.evaluate(`document.documentElement.classList.add('old')`);
        assert.equal(await page.evaluate(WEAK_CONTRAST), []);
      }
    },
  );
}

const PICTURES: [name: string, options: BrowserContextOptions][] = [
  ['desktop-light-en', { viewport: DESKTOP, colorScheme: 'light', locale: ENGLISH }],
  ['desktop-dark-no', { viewport: DESKTOP, colorScheme: 'dark', locale: NORWEGIAN }],
  ['phone-light-no', { viewport: PHONE, colorScheme: 'light', locale: NORWEGIAN }],
  ['phone-dark-en', { viewport: PHONE, colorScheme: 'dark', locale: ENGLISH }],
];

if (process.argv.includes('--screenshots')) {
  looks('pictures for the README', async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    for (const [name, options] of PICTURES) {
      const visited = await open({ reducedMotion: 'reduce', ...options });
      await filled(visited);
      await visited.page.waitForTimeout(500);
      const path = `${SCREENSHOTS}/${name}.png`;
      await visited.page.screenshot({ path, fullPage: true });
      assert.ok(statSync(path).size < SCREENSHOT_BYTES, `${path} ${statSync(path).size} bytes`);
    }
  });
}

if (hasChromium()) looks.run();
else console.log(`no Chromium at ${CHROMIUM}: the tests of the looks of the page are skipped`);
