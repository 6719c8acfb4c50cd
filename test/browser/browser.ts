/** Headless Chromium. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** The path of Chromium, which the variable CHROMIUM may change. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

/** True if Chromium is installed. */
export function hasChromium(): boolean {
  return existsSync(CHROMIUM);
}

/** Starts Chromium, without its sandbox, which does not work for root in a container. */
export function startBrowser(args: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', ...args] });
}

export interface Visit {
  page: Page;
  /** Errors and warnings of the console and the page, and the URLs of all requests. */
  complaints: string[];
  requested: string[];
}

/** Opens the URL in a new context with these options. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: DESKTOP, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const result: Visit = { page, complaints: [], requested: [] };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') result.complaints.push(message.text());
  });
  page.on('pageerror', (error) => result.complaints.push(`${error}`));
  page.on('request', (request) => result.requested.push(request.url()));
  await page.goto(url);
  return result;
}
