/** Pushes lists to the servers that the settings name. */
import { createHomeAssistant } from './homeassistant.js';
import { createInflux } from './influx.js';
import { createPushQueue, type PushQueue, type PushSource } from './queue.js';
import { createWebhook } from './webhook.js';

/** Creates the queues of the targets that the settings name. */
export function createPush(source: PushSource): PushQueue {
  const settings = source.settings;
  const targets = [];
  if (settings.homeassistant_url) targets.push(createHomeAssistant(source));
  if (settings.influx_url) targets.push(createInflux(source));
  if (settings.webhook_url) targets.push(createWebhook(source));
  return createPushQueue(source.board, settings, targets);
}
