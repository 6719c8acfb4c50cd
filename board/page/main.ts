/** The page: makes its parts, asks the device, and tells each part what came. */
import type { Card, Words } from './card.js';
import { createDaysCard } from './cards/days.js';
import { createHealthCard } from './cards/health.js';
import { createHourCard } from './cards/hour.js';
import { createMonthCard } from './cards/month.js';
import { createPeaksCard } from './cards/peaks.js';
import { createPhasesCard } from './cards/phases.js';
import { createPowerCard } from './cards/power.js';
import { el } from './dom.js';
import { formatIn } from './format.js';
import { createHead } from './head.js';
import { createPoller, type Reply } from './poll.js';
import type { Status } from './status.js';
import { languageOf, textsIn } from './texts.js';

const TIMEOUT_MS = 10000;
const SECOND_MS = 1000;
/** After this without an answer the curve has a gap that the device can fill. */
const GAP_MS = 25000;

const language = languageOf(navigator.languages);
const texts = textsIn(language);
const words: Words = { texts, format: formatIn(language, texts) };
const head = createHead(words);
const cards: Card[] = [
  createPowerCard(words),
  createHourCard(words),
  createPhasesCard(words),
  createDaysCard(words),
  createPeaksCard(words),
  createMonthCard(words),
  createHealthCard(words),
];

async function get(path: string): Promise<Reply> {
  const answer = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
  const retryAfterMs = Number(answer.headers.get('Retry-After')) * SECOND_MS || 0;
  const body = answer.ok ? await answer.json() : null;
  return { ok: answer.ok, status: answer.status, retryAfterMs, body };
}

/** What the histories were last asked for: they change with the hour, and when its register has come. */
let hourSeen: string | null = null;
/** Before the first list the device has no curve, and nobody knows its clock. */
let hasHour = false;
let answeredAt = 0;

/** Firmware that keeps no accounts has no history either. */
function wantHistories(status: Status): void {
  if (status.hour === undefined) return;
  const first = !hasHour && !!status.hour?.start;
  hasHour ||= first;
  if (performance.now() - answeredAt > GAP_MS || first) poller.want('power');
  const hour = `${status.hour?.start} ${status.energy_time}`;
  if (hour !== hourSeen) poller.want('hours', 'days');
  hourSeen = hour;
}

const poller = createPoller(
  {
    get,
    now: () => performance.now(),
    isHidden: () => document.hidden,
    later(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  },
  {
    status(status) {
      wantHistories(status);
      answeredAt = performance.now();
      head.status(status);
      for (const card of cards) card.status(status);
    },
    history(history) {
      for (const card of cards) card.history?.(history);
    },
    failed: head.failed,
  },
);

document.documentElement.lang = language;
document.body.append(head.root, el('main', {}, ...cards.map((card) => card.root)));
document.addEventListener('visibilitychange', poller.wake);
addEventListener('online', poller.wake);
setInterval(head.tick, SECOND_MS);
poller.wake();
