/** Opens the page of a made-up device in Chromium. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Test } from 'uvu';
import { until } from '../support/program.js';
import { startBrowser, type Visit, visit } from './browser.js';
import { createFakeDevice, type FakeDevice } from './fake-device.js';

export const NORWEGIAN = 'nb-NO';
export const ENGLISH = 'en-GB';

export interface DeviceVisit extends Visit {
  device: FakeDevice;
}

let browser: Browser;
const devices: FakeDevice[] = [];

/** Makes a suite start Chromium, and close pages and devices after each test. */
export function useBrowser(suite: Test): void {
  suite.before(async () => {
    browser = await startBrowser();
  });
  suite.after.each(async () => {
    for (const context of browser.contexts()) await context.close();
    for (const device of devices.splice(0)) await device.vanish();
  });
  suite.after(() => browser.close());
}

/** Opens the page of a new device, after `prepare`. The browser is in another time zone than the meter. */
export async function open(
  options: BrowserContextOptions = {},
  prepare: (device: FakeDevice) => void = () => {},
): Promise<DeviceVisit> {
  const device = await createFakeDevice();
  devices.push(device);
  prepare(device);
  const visited = await visit(browser, device.url, { timezoneId: 'Asia/Tokyo', ...options });
  return { ...visited, device };
}

/** The text of a field, with plain spaces. */
export async function textOf(page: Page, field: string): Promise<string> {
  const text = (await page.locator(`[data-field="${field}"]`).textContent()) ?? '';
  return text.replace(/\s/g, ' ').trim();
}

/** Waits until a field has this text. */
export function says(page: Page, field: string, text: string): Promise<true> {
  const ask = async (): Promise<true | null> => ((await textOf(page, field)) === text ? true : null);
  return until(ask, `'${text}' in ${field}`);
}

/** Waits until all histories are shown. */
export async function filled(visited: DeviceVisit): Promise<void> {
  const spans = ['power', 'hours', 'days'].map((span) => `/history?span=${span}`);
  await until(async () => (spans.every((path) => visited.device.asked.includes(path)) ? true : null), 'the histories');
  const lang = await visited.page.locator('html').getAttribute('lang');
  await says(visited.page, 'yesterday.import_kwh', lang === 'nb' ? '46,43 kWh' : '46.43 kWh');
}
