/** Secrets, and a meter id that is to be hidden, must not appear in any answer or log line of a service. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceSettings } from '../../board/esp32/settings.js';
import { withPage } from '../../board/host/files/page.js';
import { configurationEndpoints, configurationResponse } from '../../src/endpoints/configuration.js';
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

/** All settings that are marked secret. */
const SECRETS = deviceSettings().filter((setting) => setting.secret);

/** A unique value for each secret. */
function secretOf(setting: Setting): string {
  return `${setting.url ? 'http://' : ''}hush-${setting.name}-hush-hush`;
}

interface Output {
  text: string;
  answers: number;
}

/** Sends every kind of request; returns all answers and the log. */
function outputOf(config: Record<string, unknown>, feed: (board: ReturnType<typeof createFakeBoard>) => void): Output {
  const board = createFakeBoard();
  board.storage = withPage(board.storage);
  const { settings, faults } = checkSettings(deviceSettings(), config);
  assert.equal(faults, []);
  const service = createService(board, settings, () => {});
  const device = {
    table: deviceSettings,
    saved: () => settings,
    token: settings.token as string,
    save: () => true,
    restart() {},
    isUnlocked: () => false,
  };
  service.endpoints.push(...configurationEndpoints((request) => configurationResponse(device, request)));
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

secrets('are in no answer and no line of the log, for any request', () => {
  const config = Object.fromEntries(SECRETS.map((setting) => [setting.name, secretOf(setting)]));
  const { text, answers } = outputOf({ wifi_ssid: 'net', ...config }, (board) => board.feed(wireOf('3ph-10s-new')));
  assert.match(text, '"wifi_ssid":"net"', 'the settings are shown at all');
  for (const setting of SECRETS) assert.not.match(text, secretOf(setting), setting.name);
  const names = SECRETS.map((setting) => setting.name).join(', ');
  figure(`secrets (${names}) in answers and log`, `${grouped(answers)} answers`, 'none');
});

secrets('nor is the meter id with hide_meter_id', () => {
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
  const shown = outputOf({}, feed);
  assert.match(shown.text, SOME_ID, 'it is shown otherwise');
  const { text, answers } = outputOf({ hide_meter_id: true }, feed);
  for (const way of ways) assert.not.match(text, way);
  assert.match(text, '"id":null');
  figure('the meter id with hide_meter_id, in answers and log', `${grouped(answers)} answers`, 'none');
});

secrets('nor are token and webhook id of Home Assistant, while it answers and while it does not', async () => {
  const ha = await startHomeAssistant();
  const pushing = createPushing({ homeassistant_url: ha.url, homeassistant_token: HA_TOKEN });
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
      pushing.service.accept(socket);
      socket.say(`GET ${path} HTTP/1.1\r\n\r\n`);
      socket.happens('close');
      text += socket.pieces.join('');
    }
  }

  pushing.list('3ph-hourly-new');
  await pushing.until(() => ha.updates.length > 0, 'the states');
  const [webhook] = [...ha.devices.values()];
  assert.ok(webhook.length > 8);
  ask();
  await ha.stop();
  pushing.list();
  await pushing.until(() => !!pushing.state('homeassistant')?.error, 'an error');
  ask();
  const output = text + pushing.board.lines.join('\n');
  assert.match(output, /"target":"homeassistant"/);
  for (const secret of [webhook, HA_TOKEN]) assert.not.match(output, secret);
  figure("Home Assistant's token and webhook id, in answers and log", 'while it answers and while it does not', 'none');
});

secrets.run();
