/** The page: makes its parts, polls the device, and passes the answers to each part. */
import type { Card, Locale } from './card.js';
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
/** After this long without an answer, the chart of the power has a gap that the device's history can fill. */
const GAP_MS = 25000;

const language = languageOf(navigator.languages);
const texts = textsIn(language);
const locale: Locale = { texts, format: formatIn(language, texts) };
const head = createHead(locale);
const cards: Card[] = [
  createPowerCard(locale),
  createHourCard(locale),
  createPhasesCard(locale),
  createDaysCard(locale),
  createPeaksCard(locale),
  createMonthCard(locale),
  createHealthCard(locale),
];

async function get(path: string): Promise<Reply> {
  const answer = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
  const retryAfterMs = Number(answer.headers.get('Retry-After')) * SECOND_MS || 0;
  const body = answer.ok ? await answer.json() : null;
  return { ok: answer.ok, status: answer.status, retryAfterMs, body };
}

/** The hour and its register at the last request for the histories, which change with either. */
let lastHour: string | null = null;
/** False before the first list, when the device has no history of the power. */
let hasHour = false;
let answeredAt = 0;

/** Requests the histories that may have changed. Firmware without `hour` has none. */
function updateHistories(status: Status): void {
  if (status.hour === undefined) return;
  const first = !hasHour && !!status.hour?.start;
  hasHour ||= first;
  if (performance.now() - answeredAt > GAP_MS || first) poller.fetchHistories('power');
  const hour = `${status.hour?.start} ${status.energy_time}`;
  if (hour !== lastHour) poller.fetchHistories('hours', 'days');
  lastHour = hour;
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
      updateHistories(status);
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
