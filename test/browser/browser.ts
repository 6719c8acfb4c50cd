/** Chromium without a window. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** The program; another one by the variable CHROMIUM. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

/** True if there is a Chromium to test with. */
export function hasChromium(): boolean {
  return existsSync(CHROMIUM);
}

/** Starts it; the tests of a container run as root, where its sandbox does not work. */
export function startBrowser(args: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', ...args] });
}

export interface Visit {
  page: Page;
  /** What the console and the page have complained of, and all addresses that were asked. */
  complaints: string[];
  requested: string[];
}

/** Opens the address as somebody with this window and language. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: DESKTOP, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const made: Visit = { page, complaints: [], requested: [] };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') made.complaints.push(message.text());
  });
  page.on('pageerror', (error) => made.complaints.push(`${error}`));
  page.on('request', (request) => made.requested.push(request.url()));
  await page.goto(url);
  return made;
}
