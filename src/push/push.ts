/** What the device sends by itself: which targets are on, and what they are made of. */
import { createHomeAssistant } from './homeassistant.js';
import { createInflux } from './influx.js';
import { createPushQueue, type PushQueue, type PushSource } from './queue.js';
import { createWebhook } from './webhook.js';

/** Makes the queues of the targets that the settings name. */
export function createPush(source: PushSource): PushQueue {
  const settings = source.settings;
  const targets = [];
  if (settings.homeassistant_url) targets.push(createHomeAssistant(source));
  if (settings.influx_url) targets.push(createInflux(source));
  if (settings.webhook_url) targets.push(createWebhook(source));
  return createPushQueue(source.board, settings, targets);
}
