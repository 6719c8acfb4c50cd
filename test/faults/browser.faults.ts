/** Attacks by pages of other sites through the user's browser, and values that contain HTML: in Chromium, on the core. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withPage } from '../../board/host/files/page.js';
import { listen } from '../../board/host/net/tcp.js';
// @ts-expect-error: plain JavaScript
import { hashOf } from '../../board/page/build.mjs';
import { configurationEndpoints, configurationResponse } from '../../src/endpoints/configuration.js';
import type { Endpoint } from '../../src/http/route.js';
import { createService } from '../../src/service.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { quote } from '../../src/text/json.js';
import { CHROMIUM, hasChromium, startBrowser, visit } from '../browser/browser.js';
import { createFakeBoard, SOME_FACTS } from '../support/board.js';
import { u32 } from '../support/frame.js';
import { kamstrupList, object } from '../support/lists.js';
import { figure } from './figures.js';

const HTML = '<img src=x onerror=pwn=1>';
const TOKEN = 'a token of sixteen';
const SETUP_PAGE = readFileSync('board/esp32/setup.html', 'latin1');

interface Attacked {
  port: number;
  kept: string[];
  restarts: string[];
}

/** A device whose meter id, name and networks contain HTML. `open` opens the setup portal. */
async function startDevice(open: boolean): Promise<Attacked> {
  const attacked: Attacked = { port: 0, kept: [], restarts: [] };
  const board = createFakeBoard({
    facts: () => ({ ...SOME_FACTS, name: HTML, config_faults: [HTML] }),
    utcAtStart: Date.now(),
  });
  board.storage = withPage(board.storage);
  const { settings } = checkSettings(coreSettings(), {});
  const service = createService(board, settings, () => {});
  board.feed(kamstrupList([object('1.1.1.7.0.255', u32(1234))], 'Kamstrup_V0001', `${HTML.slice(0, 30)}>`));
  const device = {
    table: () => [
      ...coreSettings(),
      { name: 'wifi_ssid', defaultValue: HTML },
      { name: 'hostname', defaultValue: HTML },
    ],
    saved: () => ({ ...settings, token: TOKEN, wifi_ssid: HTML, hostname: HTML }),
    token: TOKEN,
    save: (text: string) => attacked.kept.push(text) > 0,
    restart: (reason: string) => attacked.restarts.push(reason),
    isUnlocked: () => open,
  };
  const endpoints: Endpoint[] = configurationEndpoints((request) => configurationResponse(device, request));
  service.endpoints.push(...endpoints);
  if (open) {
    const setup = `{"reason":${quote(HTML)},"networks":[${[HTML, '"><script>pwn=1</script>', 'Home'].map(quote).join()}]}`;
    service.endpoints.unshift(
      { path: '/', respond: () => ({ status: 200, type: 'text/html', body: SETUP_PAGE }) },
      {
        method: 'GET',
        path: '/setup',

        respond: () => ({ status: 200, type: 'application/json', body: setup }),
      },
    );
  }
  const server = await listen('127.0.0.1', 0, (socket) => service.accept(socket));
  server.unref();
  attacked.port = (server.address() as AddressInfo).port;
  return attacked;
}

/** Serves a page on another site; resolves with its URL. */
async function startEvil(html: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', Connection: 'close' }).end(`<!doctype html>${html}`);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  server.unref();
  return `http://evil.example:${(server.address() as AddressInfo).port}/`;
}

/** Evaluates a line of code in the page. */
function run<T>(page: Page, code: string): Promise<T> {
  return page.evaluate(code) as Promise<T>;
}

let browser: Browser;
const attack = suite('faults: attacks through the browser');

attack.before(async () => {
  browser = await startBrowser(['--host-resolver-rules=MAP *.example 127.0.0.1, MAP *.local 127.0.0.1']);
});
attack.after(() => browser.close());

attack('a foreign name that resolves to the device can read and change nothing (DNS rebinding)', async () => {
  const { port, kept, restarts } = await startDevice(true);
  const paths = ['/', '/help', '/status', '/frame', '/history?span=hours', '/config', '/setup', '/nowhere'];
  const { page } = await visit(browser, `http://evil.example:${port}/status`);
  for (const path of paths) assert.is(await run(page, `fetch('${path}').then((answer) => answer.status)`), 421, path);
  for (const path of ['/config', '/restart']) {
    assert.is(
      await run(page, `fetch('${path}', { method: 'POST', body: '{}' }).then((answer) => answer.status)`),
      421,
      path,
    );
  }
  assert.equal([...kept, ...restarts], []);
  for (const name of [`127.0.0.1:${port}`, `localhost:${port}`, `kamstrup-han.local:${port}`]) {
    const own = await visit(browser, `http://${name}/status`);
    assert.is(await run(own.page, "fetch('/status').then((answer) => answer.status)"), 200, name);
  }
  figure(
    'DNS rebinding, in Chromium',
    `${paths.length} paths, 2 POSTs`,
    '421 each; its own address and names are answered',
  );
});

attack('a page of another site can neither read, nor post, nor frame', async () => {
  const { port, kept, restarts } = await startDevice(true);
  const device = `http://127.0.0.1:${port}`;
  const evil = await startEvil(`<iframe src="${device}/"></iframe>
    <form action="${device}/config" method="post" enctype="text/plain"><input name='{"energy_unit_wh":1,"hostname":"' value='"}'></form>`);
  const { page, complaints } = await visit(browser, evil);
  assert.is(await run(page, `fetch('${device}/status').then(() => 'read', () => 'refused')`), 'refused');
  for (const path of ['/config', '/restart']) {
    const simple = `{ method: 'POST', mode: 'no-cors', body: '{}' }`;
    await run(page, `fetch('${device}${path}', ${simple}).then(() => 0, () => 0)`);
  }
  await Promise.all([page.waitForNavigation(), run(page, 'document.forms[0].submit()')]);
  assert.match(await run<string>(page, 'document.body.textContent'), '403: requests from other sites are blocked');
  assert.equal([...kept, ...restarts], []);
  assert.match(complaints.join('\n'), /Refused to display .* in a frame/);
  assert.is((await fetch(`${device}/status`)).headers.get('x-content-type-options'), 'nosniff');
  figure('a page from another site, in Chromium', 'reading, 3 POSTs, framing', 'all refused');
});

/** Tests that the policy blocks scripts even if they get into the page. */
async function expectNoScript(page: Page, complaints: string[]): Promise<void> {
  assert.is(await run(page, 'typeof pwn'), 'undefined');
  await run(page, `document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="pwn=1">')`);
  await run(page, "document.body.append(Object.assign(document.createElement('script'), { textContent: 'pwn=1' }))");
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.is(await run(page, 'typeof pwn'), 'undefined');
  assert.ok(complaints.some((line) => /Content Security Policy/.test(line)));
}

attack('HTML in meter id, name and faults is text on the page, and no foreign script runs there', async () => {
  const { port } = await startDevice(false);
  const { page, complaints } = await visit(browser, `http://127.0.0.1:${port}/`);
  const id = page.locator('[data-field="meter.id"]');
  await id.getByText('<img').waitFor();
  assert.is(await id.textContent(), `${HTML.slice(0, 30)}>`);
  assert.is(await page.locator('h1').first().textContent(), HTML);
  assert.is(await page.locator('img').count(), 0);
  assert.equal(complaints, []);
  await expectNoScript(page, complaints);
});

attack('HTML in network names is text in the setup portal, and no foreign script runs there', async () => {
  const { port } = await startDevice(true);
  const { page, complaints } = await visit(browser, `http://127.0.0.1:${port}/`);
  await page.locator('#reason').getByText('<img').waitFor();
  await page.locator('datalist option').nth(2).waitFor({ state: 'attached' });
  assert.is(await page.locator('datalist option').first().textContent(), HTML);
  assert.is(await page.locator('[name=wifi_ssid]').inputValue(), HTML);
  assert.is(await page.locator('img').count(), 0);
  assert.equal(
    complaints.filter((line) => !/favicon|404/.test(line)),
    [],
  );
  await expectNoScript(page, complaints);
  figure(
    'HTML as meter id, device name and network name',
    'page and setup portal, in Chromium',
    'shown as text; only their own scripts run',
  );
});

attack('the form of the setup portal works under its policy', async () => {
  const { port, kept, restarts } = await startDevice(true);
  const { page } = await visit(browser, `http://127.0.0.1:${port}/`);
  await page.locator('#reason').getByText('<img').waitFor();
  await page.locator('[name=wifi_ssid]').fill('Home');
  await page.locator('[name=hostname]').fill('meter');
  await page.locator('button').click();
  await page.locator('[role=status]').getByText(/./).waitFor();
  assert.match((await page.locator('[role=status]').textContent()) ?? '', 'http://meter.local/');
  assert.equal(restarts, ['requested over HTTP']);
  assert.match(kept[0], '"wifi_ssid":"Home"');
});

const policy = suite('faults: policy of the portal');

policy('names the script and the style that are in it', () => {
  for (const part of ['script', 'style']) {
    const text = new RegExp(`<${part}>(.*?)</${part}>`, 's').exec(SETUP_PAGE)?.[1] ?? '';
    assert.match(SETUP_PAGE, `${part}-src '${hashOf(text)}'`);
  }
});

policy.run();

if (hasChromium()) attack.run();
else console.log(`no Chromium at ${CHROMIUM}: the attacks through the browser are skipped`);
