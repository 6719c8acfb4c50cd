/** What must not be said: secrets, and the meter id where it is hidden. All that a service and its board say is searched. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceSettings } from '../../board/esp32/settings.js';
import { withPage } from '../../board/host/files/page.js';
import { configurationEndpoints } from '../../src/endpoints/configuration.js';
import { createService } from '../../src/service.js';
import { checkSettings, type Setting } from '../../src/settings/settings.js';
import { createFakeBoard } from '../support/board.js';
import { hexOf } from '../support/hex.js';
import { HA_TOKEN, startHomeAssistant } from '../support/homeassistant.js';
import { kaifaList, kamstrupList, SOME_ID, twoQuadrantList } from '../support/lists.js';
import { createPushing } from '../support/pushing.js';
import { createFakeSocket } from '../support/socket.js';
import { wireOf } from '../support/vectors.js';
import { figure, grouped } from './figures.js';

/** Every setting that is marked secret, whoever adds one. */
const SECRETS = deviceSettings().filter((setting) => setting.secret);

/** A value of its own for each secret. */
function secretOf(setting: Setting): string {
  return `${setting.url ? 'http://' : ''}hush-${setting.name}-hush-hush`;
}

interface Heard {
  text: string;
  answers: number;
}

/** Asks for everything in every way, and tells all that was said, answers and log. */
function hear(config: Record<string, unknown>, feed: (board: ReturnType<typeof createFakeBoard>) => void): Heard {
  const board = createFakeBoard();
  board.storage = withPage(board.storage);
  const { settings, faults } = checkSettings(deviceSettings(), config);
  assert.equal(faults, []);
  const service = createService(board, settings, () => {});
  const device = { table: deviceSettings, settings, save: () => true, restart() {}, isUnlocked: () => false };
  service.endpoints.push(...configurationEndpoints(device));
  let text = '';
  let answers = 0;
  const bearer = `Authorization: Bearer ${settings.token}\r\n`;
  const bodies = [
    '',
    '{',
    '{"nonsense":1}',
    '{"token":1}',
    '{"wifi_password":"x"}',
    '{"ct_ratio":2}',
    JSON.stringify(config),
  ];
  feed(board);
  for (const path of [
    ...new Set(service.endpoints.map((endpoint) => endpoint.path)),
    '/nowhere',
    '/history?span=hours',
  ]) {
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
      for (const header of [
        '',
        bearer,
        'Authorization: Bearer wrong\r\n',
        `${bearer}Origin: http://evil.example\r\n`,
      ]) {
        for (const body of method === 'POST' ? bodies : ['']) {
          const socket = createFakeSocket();
          service.accept(socket);
          socket.say(`${method} ${path} HTTP/1.1\r\n${header}Content-Length: ${body.length}\r\n\r\n${body}`);
          socket.happens('close');
          text += socket.pieces.join('');
          answers++;
        }
      }
    }
  }
  service.save();
  board.pass(3600000, service.tick);
  return { text: text + board.lines.join('\n'), answers };
}

const secrets = suite('faults: secrets');

secrets('are in no answer and no line of the log, whatever is asked', () => {
  const config = Object.fromEntries(SECRETS.map((setting) => [setting.name, secretOf(setting)]));
  const { text, answers } = hear({ wifi_ssid: 'net', ...config }, (board) => board.feed(wireOf('3ph-10s-new')));
  assert.match(text, '"wifi_ssid":"net"', 'it was heard at all');
  for (const setting of SECRETS) assert.not.match(text, secretOf(setting), setting.name);
  const names = SECRETS.map((setting) => setting.name).join(', ');
  figure(`secrets (${names}) in answers and log`, `${grouped(answers)} answers`, 'none');
});

secrets('nor is the meter id, where hide_meter_id says so', () => {
  const feed = (board: ReturnType<typeof createFakeBoard>) => {
    for (const list of [twoQuadrantList(), kamstrupList([], SOME_ID), kaifaList(), kamstrupList([], 'Another_V0001')])
      board.feed(list);
  };
  const ways = [
    SOME_ID,
    SOME_ID.slice(-8),
    hexOf(Uint8Array.from(Buffer.from(SOME_ID)))
      .replace(/..(?!$)/g, '$& ')
      .slice(0, 20),
  ];
  const shown = hear({}, feed);
  assert.match(shown.text, SOME_ID, 'it is there to be hidden');
  const { text, answers } = hear({ hide_meter_id: true }, feed);
  for (const way of ways) assert.not.match(text, way);
  assert.match(text, '"id":null');
  figure('the meter id with hide_meter_id, in answers and log', `${grouped(answers)} answers`, 'none');
});

secrets('nor is what Home Assistant gave for its token, while all goes well and while nothing does', async () => {
  const ha = await startHomeAssistant();
  const it = createPushing({ homeassistant_url: ha.url, homeassistant_token: HA_TOKEN });
  let text = '';

  function ask(): void {
    for (const path of [
      '/status',
      '/help',
      '/frame',
      '/metrics',
      '/data.json',
      '/healthz',
      '/history?span=power',
      '/',
    ]) {
      const socket = createFakeSocket();
      it.service.accept(socket);
      socket.say(`GET ${path} HTTP/1.1\r\n\r\n`);
      socket.happens('close');
      text += socket.pieces.join('');
    }
  }

  it.list('3ph-hourly-new');
  await it.until(() => ha.updates.length > 0, 'the states');
  const [webhook] = [...ha.devices.values()];
  assert.ok(webhook.length > 8);
  ask();
  await ha.stop();
  it.list();
  await it.until(() => !!it.state('homeassistant')?.error, 'an error');
  ask();
  const said = text + it.board.lines.join('\n');
  assert.match(said, /"target":"homeassistant"/);
  for (const secret of [webhook, HA_TOKEN]) assert.not.match(said, secret);
  figure("Home Assistant's token and webhook id, in answers and log", 'while it answers and while it does not', 'none');
});

secrets.run();
